"""Several hundred attacks: every payload in every place an author can write."""

from collections.abc import Iterator
from itertools import product

_TAGS = (
    "img svg math iframe object embed form input button select textarea video audio "
    "source body html link meta base style script template marquee isindex frameset "
    "details a div table td p h1 code keygen dialog portal x-tag"
)
_HANDLERS = (
    "onerror=alert(1)",
    "ONLOAD = 'alert(1)'",
    'onclick="alert(1)"',
    "style='background:url(javascript:alert(1))'",
    "onfocus=alert(1) autofocus",
    "srcdoc='<script>alert(1)</script>'",
    "formaction=javascript:alert(1)",
)
URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java&#9;script:alert(1)",
    "java&#x0A;script:alert(1)",
    "java&#13;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61vascript:alert(1)",
    "&#0000106avascript:alert(1)",
    "&#14;javascript:alert(1)",
    "\u00a0javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "DATA:image/png;base64,AAAA",
    "blob:https://example.org/1",
    "file:///etc/passwd",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "livescript:alert(1)",
    "mocha:alert(1)",
    "jar:javascript:alert(1)!/",
    "tel:1",
    "intent://x#Intent;end",
    "javascript://example.org/%0Aalert(1)",
)
_URL_PLACES = (
    "[x]({url})",
    "[x](<{url}>)",
    "![x]({url})",
    "[x][r]\n\n[r]: {url}\n",
    "[x][r]\n\n[r]: <{url}> 'title'\n",
    "<{url}>",
    '<a href="{url}">x</a>',
    "<a href='{url}'>x</a>",
    '<img src="{url}">',
    '<img srcset="{url} 1x">',
    "x[^1]\n\n[^1]: [y](<{url}>)\n",
    "| [x]({url}) |\n|---|\n| ![y](<{url}>) |\n",
    "# [x](<{url}>)\n",
    "> - [x](<{url}>)\n",
)
_SCRIPTS = (
    "<script>alert(1)</script>",
    "<SCRIPT/x>alert(1)</SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<script\n>alert(1)",
    "</p><script>alert(1)</script>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mi><style><img src=x onerror=alert(1)></style></mi></math>",
    "<math><mtext><table><style><!--</style><img title='--&gt;&lt;img onload=a&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml <img src=x onerror=alert(1)>?>",
    '<a title="><img src=x onerror=alert(1)>">x</a>',
    '<img alt="`><img src=x onerror=alert(1)>">',
    '<img src="x` `onerror=alert(1)">',
    '<a href="x"onclick="alert(1)">x</a>',
    "<a/href=x/onclick=alert(1)>x</a>",
    '<p id="x" onclick=alert(1) class=y>x',
    "<h1 id='x\"><script>alert(1)</script>'>x</h1>",
    "<h1 id=x onclick=alert(1)>x</h1>",
    '&lt;img src=x onerror=alert(1)&gt; "><svg onload=alert(1)>',
    "<input type=text onfocus=alert(1) autofocus>",
    "<input type=image src=x>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<code class='language-x\" onclick=alert(1)'>x</code>",
    "<code class='evil language-x'>x</code>",
    "<style>@import 'x';</style>",
    "<link rel=stylesheet href=x>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<table background='javascript:alert(1)'><td background=x>y",
    "<details open ontoggle=alert(1)>x</details>",
    "<a data-footnote-ref='x\"onclick=alert(1)' aria-label='\"><script>'>x</a>",
    "<plaintext><script>alert(1)</script>",
)
_SCRIPT_PLACES = (
    "{x}",
    "text {x} text",
    "# {x}\n",
    "{x}\n===\n",
    "[{x}](y)",
    "![{x}](y)",
    "[y](z '{x}')",
    '[y](z "{x}")',
    "[^1]\n\n[^1]: {x}\n",
    "[^{x}]\n\n[^{x}]: y\n",
    "| {x} |\n|---|\n| {x} |\n",
    "``` {x}\ny\n```\n",
    "```\n{x}\n```\n",
    "    {x}\n",
    "- [ ] {x}\n",
    "> {x}\n",
    "**{x}** ~~{x}~~ `{x}`",
    "[{x}]: y '{x}'\n\n[{x}]",
    "[y](#{x})\n\n# {x}\n",
    "<div>\n\n{x}\n\n</div>",
)


def all_vectors() -> Iterator[str]:
    """Yield every attack; all of them are Markdown sources."""
    for tag, handler in product(_TAGS.split(), _HANDLERS):
        yield f"<{tag} {handler}>x</{tag}>"
        yield f"<{tag}/{handler} src=x href=y"
    for place, url in product(_URL_PLACES, URLS):
        yield place.format(url=url)
    for place, script in product(_SCRIPT_PLACES, _SCRIPTS):
        yield place.format(x=script)
