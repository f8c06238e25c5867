"""What the palette cannot say: corners, distances, and the kinds of labels and buttons.

A widget names its kind with the dynamic property ``kind``; see `voicecloner.gui.parts.basics`.
"""

from typing import TYPE_CHECKING

from voicecloner.paths import resource

if TYPE_CHECKING:
    from voicecloner.gui.parts.theme import Tones

_SHEET = """
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}

QFrame[kind="card"] {{ background: {surface}; border: 1px solid {border}; border-radius: 12px; }}
QFrame[kind="recordingbar"] {{ background: {surface}; border: none; border-bottom: 1px solid {border}; }}
QDialog[kind="panel"] {{ background: {surface}; border: 1px solid {border}; }}
QFrame[kind="inset"] {{ background: {raised}; border: none; border-radius: 8px; }}
QFrame[kind="sidebar"] {{ background: {surface}; border: none; border-right: 1px solid {border}; }}
QFrame[kind="strip"] {{ background: {surface}; border: none; border-top: 1px solid {border}; }}
QFrame[kind="message"] {{ background: {accent_soft}; border: none; border-radius: 8px; }}
QFrame[kind="message"][tone="ok"] {{ background: {ok_soft}; }}
QFrame[kind="message"][tone="warn"] {{ background: {warn_soft}; }}
QFrame[kind="message"][tone="fail"] {{ background: {fail_soft}; }}

QLabel[kind="title"] {{ font-size: 20pt; font-weight: 600; }}
QLabel[kind="brand"] {{ font-size: 11pt; font-weight: 600; }}
QLabel[kind="heading"] {{ font-size: 12pt; font-weight: 600; }}
QLabel[kind="muted"] {{ color: {muted}; }}
QLabel[kind="clock"] {{ font-size: 14pt; font-weight: 600; }}
QLabel[kind="script"] {{
    font-size: 14pt; padding: 3px 8px; border-left: 4px solid transparent;
}}
QLabel[kind="script"][current="true"] {{ background: {accent_soft}; border-left-color: {accent}; }}
QLabel[kind="field-strong"] {{ font-weight: 600; }}
QLabel[kind="badge"] {{
    background: {accent_soft}; color: {text}; border-radius: 8px; padding: 2px 8px; font-weight: 600;
}}
QLabel[kind="field"] {{ color: {muted}; font-weight: 600; }}
QLabel[kind="missing"] {{ color: {warn}; }}

QPushButton {{
    background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 8px;
    padding: 6px 14px; min-height: 20px;
}}
QPushButton:hover {{ background: {raised}; }}
QPushButton:pressed {{ background: {border}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 5px 13px; }}
QPushButton:disabled {{ color: {muted}; background: {raised}; border-color: {raised}; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {text}; }}
QPushButton[kind="primary"]:disabled {{ color: {muted}; background: {raised}; border-color: {raised}; }}
QPushButton[kind="danger"] {{ color: {fail}; }}
QPushButton[kind="danger"]:disabled {{ color: {muted}; }}
QPushButton[kind="quiet"] {{ background: transparent; border: 1px solid transparent; padding: 6px 8px; }}
QPushButton[kind="quiet"]:hover {{ background: {raised}; }}
QPushButton:checked, QPushButton[kind="quiet"]:checked {{ background: {accent_soft}; border-color: {accent}; }}
QPushButton:checked:disabled, QPushButton[kind="quiet"]:checked:disabled {{
    background: {raised}; border-color: {border};
}}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {accent}; padding: 5px 7px; }}
QPushButton[terse="true"] {{ padding: 6px 8px; }}
QPushButton[terse="true"]:focus {{ padding: 5px 7px; }}
QPushButton[kind="flush"] {{
    background: transparent; border: 2px solid transparent; padding: 5px 8px 5px 0; text-align: left;
}}
QPushButton[kind="flush"]:hover {{ color: {accent}; }}
QPushButton[kind="flush"]:focus {{ border-color: {accent}; }}
QPushButton[kind="nav"] {{
    background: transparent; border: 2px solid transparent; border-radius: 8px; padding: 8px 10px; text-align: left;
}}
QPushButton[kind="nav"]:hover {{ background: {raised}; }}
QPushButton[kind="nav"]:checked {{ background: {accent_soft}; font-weight: 600; }}
QPushButton[kind="nav"]:focus {{ border: 2px solid {accent}; }}
QPushButton[kind="step"] {{
    background: transparent; border: 2px solid transparent; border-radius: 8px; padding: 4px 6px; text-align: left;
    font-weight: 600;
}}
QPushButton[kind="step"]:hover {{ background: {raised}; }}
QPushButton[kind="step"]:checked {{ background: {accent_soft}; }}
QPushButton[kind="step"]:focus {{ border: 2px solid {accent}; }}
QPushButton[kind="step"]:disabled {{ color: {muted}; }}

QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {{
    background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 8px; padding: 5px 8px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QPlainTextEdit[kind="text"] {{ font-size: 14pt; }}
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{ min-height: 22px; }}
QSpinBox, QDoubleSpinBox {{ max-height: 22px; }}
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{
    border: 2px solid {accent}; padding: 4px 7px;
}}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ color: {muted}; background: {raised}; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: none; padding: 0; background: transparent; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{
    border: none; padding: 0 0 0 8px; background: transparent; min-height: 0;
}}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: url({chevron}); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{
    background: {surface}; color: {text}; border: 1px solid {border}; padding: 4px; outline: none;
    selection-background-color: {accent_soft}; selection-color: {text};
}}
QComboBox QAbstractItemView::item, QListView[kind="choices"]::item {{ min-height: 26px; padding: 0 6px; }}

QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    subcontrol-origin: border; width: 26px; border: none; background: transparent;
}}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; margin: 3px 0 0 0; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; margin: 0 0 3px 0; }}
QAbstractSpinBox::up-arrow {{ image: url({chevron_up}); width: 10px; height: 10px; }}
QAbstractSpinBox::down-arrow {{ image: url({chevron}); width: 10px; height: 10px; }}

QRadioButton, QCheckBox {{ spacing: 8px; padding: 1px 2px; border: 2px solid transparent; border-radius: 6px; }}
QRadioButton:focus, QCheckBox:focus {{ border-color: {accent}; }}
QRadioButton::indicator, QCheckBox::indicator, QTableView::indicator {{
    width: 16px; height: 16px; border: 1px solid {muted}; background: {surface};
}}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator, QTableView::indicator {{ border-radius: 4px; }}
QCheckBox::indicator:disabled, QTableView::indicator:disabled {{ border-color: {border}; background: {raised}; }}
QRadioButton::indicator:checked {{ width: 8px; height: 8px; border: 5px solid {accent}; background: {on_accent}; }}
QCheckBox::indicator:checked, QTableView::indicator:checked {{
    background: {accent}; border-color: {accent}; image: url({check});
}}

QSlider:horizontal {{ min-height: 32px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {border}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {accent}; }}
QSlider::handle:horizontal {{
    width: 16px; height: 16px; margin: -7px 0; border-radius: 9px; background: {surface}; border: 2px solid {accent};
}}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
QSlider::handle:horizontal:disabled {{ background: {raised}; border-color: {border}; }}
QSlider[kind="balance"]::sub-page:horizontal {{ background: {border}; }}
QSlider[kind="balance"][resting="true"]::handle:horizontal {{ border-color: {muted}; }}
QSlider[kind="balance"][resting="true"]::handle:horizontal:focus {{ background: {muted}; }}
QSlider[kind="balance"]::handle:horizontal:disabled {{ background: {raised}; border-color: {border}; }}

QProgressBar {{ background: {raised}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}

QScrollArea, QScrollArea > QWidget > QWidget[kind="page"] {{ background: transparent; border: none; }}
QListView, QTableView {{ background: transparent; border: none; outline: none; }}
QListView[kind="choices"] {{
    background: {surface}; color: {text}; border: 1px solid {border}; padding: 4px;
    selection-background-color: {accent_soft}; selection-color: {text};
}}
QListWidget::item {{ padding: 0 8px; border-radius: 6px; }}
QTableView::item:selected, QListWidget::item:selected {{ background: {accent_soft}; color: {text}; }}
QHeaderView, QHeaderView::section {{ background: transparent; color: {muted}; border: none; padding: 0; }}
QSplitter::handle {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {border}; border-radius: 4px; min-height: 32px; }}
QScrollBar::handle:vertical:hover {{ background: {muted}; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {border}; border-radius: 4px; min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def stylesheet(tones: "Tones") -> str:
    """The program's style sheet in these colours."""
    drawings = {"chevron": "icons/chevron.svg", "chevron_up": "icons/chevron-up.svg", "check": tones.check_icon}
    paths = {name: resource(drawing).as_posix() for name, drawing in drawings.items()}
    return _SHEET.format(**paths, **vars(tones))
