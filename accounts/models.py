from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import PhoneField


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def managed_by(self, user: User) -> Self:
        return self if user.is_staff else self.none()


class Organisation(models.Model):
    """The training provider itself, or a client (a bank) whose staff are trained."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", _("培训机构")
        CLIENT = "client", _("客户机构")

    name = models.CharField(_("名称"), max_length=100, unique=True)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices, default=Kind.CLIENT)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("机构")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> Self:
        """Everybody for an admin; themselves for anyone else. Rosters show people through their enrolment."""
        return self if user.is_staff else self.filter(pk=user.pk)

    def managed_by(self, user: User) -> Self:
        return self if user.is_staff else self.none()

    def invitable_by(self, user: User) -> Self:
        """Whom the user may hand a sign-in link: anybody for an admin.

        For a trainer those of their own cohorts who have no password yet, never an admin: whoever holds a link can
        become that person.
        """
        people = self.filter(is_active=True)
        if user.is_staff:
            return people
        trainees = user.taught_cohorts.filter(enrolments__state="active").values("enrolments__user")
        return people.without_password().filter(is_staff=False, pk__in=trainees)

    def without_password(self) -> Self:
        return self.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def teaching_staff(self) -> Self:
        """Those who can be made trainer of a cohort: the provider's own people."""
        return self.filter(is_active=True, organisation__kind=Organisation.Kind.PROVIDER)

    def with_sign_in(self, sign_in: str) -> Self:
        """The person who signs in with this phone or e-mail; both are stored normalised."""
        return self.filter(Q(phone=sign_in) | Q(email=sign_in))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: User) -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def managed_by(self, user: User) -> UserQuerySet:
        return self.get_queryset().managed_by(user)

    def invitable_by(self, user: User) -> UserQuerySet:
        return self.get_queryset().invitable_by(user)

    def teaching_staff(self) -> UserQuerySet:
        return self.get_queryset().teaching_staff()

    def with_sign_in(self, sign_in: str) -> UserQuerySet:
        return self.get_queryset().with_sign_in(sign_in)

    def create_user(self, *, name: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(name=name, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, name: str, password: str, **fields: Any) -> User:
        """The first admin (教务), made by `manage.py createsuperuser`."""
        return self.create_user(name=name, email=email, password=password, is_staff=True, **fields)


class User(AbstractBaseUser):
    """A person who signs in with a phone number or an e-mail address.

    Roles hang on participation (trainer or trainee of a cohort, contact of a client); only admins are marked here.
    Least data: no identity number, birthday, picture or address.
    """

    name = models.CharField(_("姓名"), max_length=50)
    phone = models.CharField(_("手机号"), max_length=20, unique=True, null=True, blank=True)
    email = models.EmailField(_("邮箱"), unique=True, null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("机构"), related_name="people", null=True, blank=True
    )
    speaks_for = models.ManyToManyField(
        Organisation, verbose_name=_("担任联系人的机构"), related_name="contacts", blank=True
    )
    is_staff = models.BooleanField(_("教务"), default=False)
    is_active = models.BooleanField(_("可登录"), default=True)
    is_demo = models.BooleanField(_("演示账户"), default=False, editable=False)
    date_joined = models.DateTimeField(_("加入时间"), auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = _("用户")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(phone__isnull=False) | Q(email__isnull=False),
                name="user_signs_in_with_phone_or_email",
                violation_error_message=_("请填写手机号或邮箱，至少一项：登录时要用。"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Store what people sign in with in one spelling, whichever form or command it comes from."""
        super().clean()
        self.phone = PhoneField(required=False).clean(self.phone)
        self.email = (self.email or "").strip().lower() or None

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
