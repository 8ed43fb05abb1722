"""Demo posts that explain the product."""

from blog.services.demo.seeding import DemoReport, seed_demo_posts

__all__ = ["DemoReport", "seed_demo_posts"]
