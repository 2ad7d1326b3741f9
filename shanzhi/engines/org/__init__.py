"""Who is who: accounts, organisations, posts, dated seats, mandates, and the roles with what they may do."""
