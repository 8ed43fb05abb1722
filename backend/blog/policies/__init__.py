"""Who may do what: pure predicates, asked by API permissions, admin and commands."""
