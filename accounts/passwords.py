import secrets

from accounts.models import User

# Without 0 o 1 l i: people read it aloud and copy it from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def random_password() -> str:
    """Three groups of four characters, 59 bits: strong, and short enough to be typed on a phone."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def reset_password(person: User) -> str:
    """Give the person a new password and return it; it is stored hashed only, and their sessions end."""
    password = random_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    return password
