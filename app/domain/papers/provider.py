"""Whose paper it is: the dealer and the branch, as every paper prints them."""

from app.domain.catalogue import Branch
from app.domain.sheets import Provider


def provider_of(branch: Branch) -> Provider:
    return Provider(
        legal_name=branch.dealer,
        tax_id=branch.tax_id,
        address=branch.address,
        branch=branch.name,
        demo=branch.demo,
    )
