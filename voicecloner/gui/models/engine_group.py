"""The models of one engine on the models page, below its name."""

from voicecloner.gui.models.model_card import ModelCard
from voicecloner.gui.parts.basics import Card, label, row
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.translation import said, tr

RECOMMENDED = tr("Recommended for this computer")


class EngineGroup(Card):
    """A card with the models in it.

    Args:
        title: the engine's name.
        quality: what is true of all its models; empty: each says it for itself.
    """

    def __init__(self, title: str, quality: str = "") -> None:
        super().__init__()
        self.cards: list[ModelCard] = []
        self.badge = label(RECOMMENDED, "badge")
        self.badge.setWordWrap(False)
        self.badge.hide()
        self.body.addLayout(row(ElidedLabel(title, "heading"), self.badge))
        if quality:
            self.body.addWidget(label(said(quality)))

    def add(self, card: ModelCard) -> None:
        """Show one more model."""
        self.cards.append(card)
        self.body.addWidget(card)

    def recommend(self, model_id: str) -> None:
        """Mark the group if this model is in it, and the model."""
        for card in self.cards:
            card.mark(is_recommended=card.model.id == model_id and len(self.cards) > 1)
        self.badge.setVisible(any(card.model.id == model_id for card in self.cards))

    def narrow_down(self, words: str) -> bool:
        """Show only models that answer a search; whether there are any."""
        found = [card for card in self.cards if card.answers(words)]
        for card in self.cards:
            card.setVisible(card in found)
        self.setVisible(bool(found))
        return bool(found)
