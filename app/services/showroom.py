"""Where does this tablet stand: its branch, the models on show, the people, the time there?"""

from datetime import datetime

from app.domain.catalogue import Branch, CarModel


class Showroom:
    def branch(self) -> Branch:
        """Return the branch; raises ``Problem(NOT_FOUND)`` on a tablet that is not enrolled."""
        raise NotImplementedError

    def device(self) -> str:
        """Return the short code of this tablet, such as ``T07``."""
        raise NotImplementedError

    def models(self) -> list[CarModel]:
        """Return the models on show, first chip first."""
        raise NotImplementedError

    def name_of(self, person: str) -> str:
        """Return a colleague's name, or the code where the name is not known here."""
        raise NotImplementedError

    def now(self) -> datetime:
        """Return the corrected time in the branch's own zone."""
        raise NotImplementedError
