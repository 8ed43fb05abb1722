"""Values that the model and the API share."""

SHORT_BIO_LENGTH = 200
