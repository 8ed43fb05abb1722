#!/usr/bin/env bash
# The life of an account, told with curl against a site that `make run` has started.
# Run it from anywhere: backend/docs/stories/account.sh [DIRECTORY]
# The directory is the one with run.json, `.local` of the checkout unless another is given.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
local=${1:-$root/.local}
python=$root/.venv/bin/python
site=$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["base_url"])' \
  "$local/run.json")
api=$site/api/v1
log=$local/log/worker.log
begin=$(($(wc -c <"$log") + 1))
email=reader-$RANDOM-$RANDOM@example.org
password='a first good passphrase'

# call METHOD PATH [TOKEN [BODY]]: the answer goes to $body, its status to $status.
call() {
  local arguments=(--silent --show-error --request "$1" --write-out '\n%{http_code}'
    --header 'Content-Type: application/json')
  [[ -n ${3:-} ]] && arguments+=(--header "Authorization: Token $3")
  [[ -n ${4:-} ]] && arguments+=(--data "$4")
  local answer
  answer=$(curl "${arguments[@]}" "$api$2")
  status=${answer##*$'\n'}
  body=${answer%$'\n'*}
}

# expect STATUS WHAT: stop the story unless the last answer had this status.
expect() {
  if [[ $status != "$1" ]]; then
    echo "FAILED: $2: expected $1, got $status: $body" >&2
    exit 1
  fi
  printf '%-4s %s\n' "$status" "$2"
}

# field NAME...: a member of the last answer.
field() {
  "$python" -c 'import json, sys
value = json.loads(sys.argv[1])
for name in sys.argv[2:]:
    value = value[int(name) if name.isdigit() else name]
print(value)' "$body" "$@"
}

# link KIND: the key of the newest mail of this kind, once the worker has sent it.
link() {
  local key
  for _ in $(seq 100); do
    key=$(tail -c "+$begin" "$log" | grep -o "/account/$1#key=[^ \"<]*" |
      tail -n 1 | sed 's/.*#key=//') || true
    if [[ -n $key ]]; then
      echo "$key"
      return
    fi
    sleep 0.2
  done
  echo "FAILED: no mail with a link to $1" >&2
  exit 1
}

# code SECRET STEP: the code an authenticator app shows now (0) or next (1).
code() {
  "$python" - "$1" "$2" <<'TOTP'
import base64, hashlib, hmac, struct, sys, time
secret = base64.b32decode(sys.argv[1])
counter = int(time.time()) // 30 + int(sys.argv[2])
digest = hmac.new(secret, struct.pack(">Q", counter), hashlib.sha1).digest()
start = digest[-1] & 15
number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
print(f"{number % 1_000_000:06}")
TOTP
}

# login DEVICE: the first step.
login() {
  call POST /auth/login/ '' \
    "{\"email\": \"$email\", \"password\": \"$password\", \"device_name\": \"$1\"}"
}

# answer CODE: the second step of the log-in that was just begun.
answer() {
  call POST /auth/login/second-factor/ '' \
    "{\"challenge\": \"$(field challenge)\", \"code\": \"$1\"}"
}

echo "# Sign up"
call POST /auth/register/ '' "{\"email\": \"$email\", \"password\": \"$password\"}"
expect 202 "registered $email"
login phone
expect 403 "not let in before the address is verified"
call POST /auth/verify-email/ '' "{\"key\": \"$(link verify-email)\"}"
expect 200 "verified by the link in the mail"

echo "# Two devices"
login phone
expect 200 "logged in on the phone"
phone=$(field token)
login laptop
expect 200 "logged in on the laptop"
laptop=$(field token)

echo "# A second factor"
call POST /me/factors/totp/ "$phone"
expect 200 "began to add an authenticator app"
secret=$(field secret)
challenge=$(field challenge)
proof="{\"challenge\": \"$challenge\", \"code\": \"$(code "$secret" 0)\"}"
call POST /me/factors/totp/confirm/ "$phone" "$proof"
expect 403 "asked to confirm who I am"
call POST /auth/confirm/ "$phone" "{\"password\": \"$password\"}"
expect 204 "confirmed by password"
call POST /me/factors/totp/confirm/ "$phone" "$proof"
expect 201 "added the authenticator app"
recovery=($(field recovery_codes | tr -d "[]',"))
call GET /me/ "$phone"
expect 401 "the phone's former token is refused"
call GET /me/ "$laptop"
expect 401 "the laptop's token is refused"

echo "# Log in with it"
login phone
expect 202 "the password alone is not enough any more"
answer "$(code "$secret" 1)"
expect 200 "logged in on the phone by password and code"
phone=$(field token)
login laptop
expect 202 "the same on the laptop"
answer "${recovery[0]}"
expect 200 "logged in on the laptop by password and recovery code"
laptop=$(field token)
laptop_session=$(field session)

echo "# Sessions"
call GET /me/sessions/ "$phone"
expect 200 "listed the sessions: $(field results | grep -o "'device_name'" | wc -l)"
call DELETE "/me/sessions/$laptop_session/" "$phone"
expect 204 "revoked the laptop"
call GET /me/ "$laptop"
expect 401 "the laptop's token is refused at once"

echo "# A forgotten password"
call POST /auth/password-reset/ '' "{\"email\": \"$email\"}"
expect 202 "asked for a reset"
password='a second good passphrase'
call POST /auth/password-reset-confirm/ '' \
  "{\"key\": \"$(link reset-password)\", \"password\": \"$password\"}"
expect 204 "set a new password by the link in the mail"
call GET /me/ "$phone"
expect 401 "the phone's token is refused"

echo "# A key for a program"
login phone
expect 202 "the new password still needs the second factor"
answer "${recovery[1]}"
expect 200 "logged in"
phone=$(field token)
call POST /auth/confirm/ "$phone" "{\"password\": \"$password\"}"
expect 204 "confirmed by password"
call POST /api-keys/ "$phone" \
  '{"name": "reads posts", "scopes": ["posts:read", "profile:read"]}'
expect 201 "made an API key that may read"
key=$(field key)
call GET /posts/ "$key"
expect 200 "the key reads posts"
call GET /me/ "$key"
expect 200 "the key reads the profile"
call PATCH /me/ "$key" '{"city": "Bremen"}'
expect 403 "the key may not write"

echo "# Good-bye"
call DELETE /me/ "$phone"
expect 202 "asked to be deleted"
receipt=$(field receipt)
call GET /me/ "$phone"
expect 401 "the token is refused"
call GET /posts/ "$key"
expect 401 "the key is refused"
login phone
expect 403 "the account is disabled"
call GET "/auth/deletion-receipts/$receipt/"
expect 200 "the receipt says: $(field state)"
"$python" "$root/backend/manage.py" erase_accounts --receipt "$receipt"
call GET "/auth/deletion-receipts/$receipt/"
expect 200 "the receipt says: $(field state)"
login phone
expect 401 "nobody knows this account"
echo "The end."
