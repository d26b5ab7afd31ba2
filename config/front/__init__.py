"""The front page, one module a role. Each turns a person and a moment into frozen values with few, constant queries."""
