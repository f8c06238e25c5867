"""Changing settings and looking after the whole program: requests and results."""

from voicecloner.bootstrap.upkeep import engine_options
from voicecloner.passwords import split_password
from voicecloner.use_cases.upkeep.change_setting import ListedSetting, SettingChange, setting_keys
from voicecloner.use_cases.upkeep.demonstrate import DemoRequest, DemoResult
from voicecloner.use_cases.upkeep.examine import Examined, HealthReport

__all__ = [
    "DemoRequest",
    "DemoResult",
    "Examined",
    "HealthReport",
    "ListedSetting",
    "SettingChange",
    "engine_options",
    "setting_keys",
    "split_password",
]
