"""The author app's endpoints."""

from django.urls import path

from author.api.v1.views.authors import AuthorDetailView, AuthorListView

app_name = "author"
urlpatterns = [
    path("authors/", AuthorListView.as_view(), name="author-list"),
    path("authors/<str:author>/", AuthorDetailView.as_view(), name="author-detail"),
]
