from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("blog", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="post",
            options={
                "ordering": ["-published_at", "-public_id"],
                "permissions": [
                    ("submit_post", "Can submit posts for review"),
                    ("review_post", "Can approve posts and request changes"),
                    ("publish_post", "Can publish, schedule and unpublish posts"),
                    ("archive_post", "Can archive and reopen posts"),
                    ("change_any_post", "Can treat the posts of others like own ones"),
                    ("update_title", "Can change the title of posts"),
                    ("update_content", "Can change the body of posts"),
                    ("moderate_comment", "Can moderate comments"),
                    ("can_comment", "Can comment"),
                    ("can_view_blog", "Can read what is for members"),
                ],
            },
        ),
    ]
