<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>window</name>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>The recording is too short: {missing_s:.1f} s of usable speech are missing.</source>
        <translation>Die Aufnahme ist zu kurz: Es fehlen {missing_s:.1f} s brauchbare Sprache.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>The recording did not pass its review: record or import a better one.</source>
        <translation>Die Aufnahme hat die Prüfung nicht bestanden: Nehmen Sie eine bessere auf oder importieren Sie eine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Your recording</source>
        <translation>Ihre Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>{count} recordings: {names}</source>
        <translation>{count} Aufnahmen: {names}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Checking the recording</source>
        <translation>Aufnahme wird geprüft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Checking {count} recordings</source>
        <translation>{count} Aufnahmen werden geprüft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/creating.py"/>
        <source>Creating “{name}”</source>
        <translation>„{name}“ wird erstellt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>It can be brought back until VoiceCloner is closed.</source>
        <translation>Das lässt sich rückgängig machen, bis VoiceCloner beendet wird.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>A recording is under way.</source>
        <translation>Es läuft gerade eine Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <source>End it, then undo.</source>
        <translation>Beenden Sie sie, und machen Sie es dann rückgängig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Drop one or several recordings here</source>
        <translation>Eine oder mehrere Aufnahmen hierher ziehen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose files…</source>
        <translation>Dateien wählen…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose recordings (Ctrl+O)</source>
        <translation>Aufnahmen auswählen (Strg+O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>{seconds:g} seconds or more: the engine needs as much.</source>
        <translation>Mindestens {seconds:g} Sekunden: So viel braucht die Engine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>WAV, MP3, M4A, FLAC, OGG, Opus, AIFF, WebM
{least}</source>
        <translation>WAV, MP3, M4A, FLAC, OGG, Opus, AIFF, WebM
{least}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose recordings of one speaker</source>
        <translation>Aufnahmen eines Sprechers auswählen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>Microphone level</source>
        <translation>Mikrofonpegel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>Speak so that the bar stays green and touches yellow at times. Click the light to put it out, or press the space bar here.</source>
        <translation>Sprechen Sie so, dass der Balken grün bleibt und ab und zu Gelb erreicht. Mit einem Klick oder hier mit der Leertaste löschen Sie das Licht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>CLIP</source>
        <translation>CLIP</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>silent</source>
        <translation>still</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>{level}, too loud</source>
        <translation>{level}, zu laut</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Recordings that were kept</source>
        <translation>Aufbewahrte Aufnahmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>They were never used, and can still be.</source>
        <translation>Sie wurden nie verwendet, lassen sich aber noch nutzen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>and {older} older ones</source>
        <translation>und {older} ältere</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Recover</source>
        <translation>Retten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Look at this recording and use it</source>
        <translation>Diese Aufnahme ansehen und verwenden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Delete it for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Capture</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Voices are being made.</source>
        <translation>Es werden gerade Stimmen erstellt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Wait, or press Stop.</source>
        <translation>Warten Sie, oder drücken Sie auf „Stopp“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>“{name}” is ready.</source>
        <translation>„{name}“ ist fertig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Speak with it</source>
        <translation>Damit sprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Be silent for two seconds…</source>
        <translation>Bitte zwei Sekunden still sein…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Get ready…</source>
        <translation>Gleich geht es los…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Opening the microphone…</source>
        <translation>Mikrofon wird geöffnet…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Recording so far</source>
        <translation>Bisherige Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Stop recording (Ctrl+R)</source>
        <translation>Aufnahme beenden (Strg+R)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Begin again?</source>
        <translation>Neu beginnen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>This recording is long enough. It stays on this page until a voice is made from the new one.</source>
        <translation>Diese Aufnahme ist lang genug. Sie bleibt auf dieser Seite, bis aus der neuen eine Stimme erstellt wurde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Begin again</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Go on with this recording</source>
        <translation>Mit dieser Aufnahme weitermachen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Let the recording wait, or go on with it</source>
        <translation>Die Aufnahme anhalten oder fortsetzen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Record again</source>
        <translation>Neu aufnehmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Set this recording aside and begin again</source>
        <translation>Diese Aufnahme beiseitelegen und neu beginnen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Throw this recording away; it can be undone</source>
        <translation>Diese Aufnahme verwerfen; das lässt sich rückgängig machen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Press to record</source>
        <translation>Zum Aufnehmen drücken</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>The room is measured in silence.</source>
        <translation>Der Raum wird in Stille gemessen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Esc stops the countdown.</source>
        <translation>Esc bricht den Countdown ab.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>that makes a good voice</source>
        <translation>Das ergibt eine gute Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>the engine needs as much</source>
        <translation>So viel braucht die Engine</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Speak for {seconds:.0f} seconds or more: {reason}.</source>
        <translation>Sprechen Sie mindestens {seconds:.0f} Sekunden: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/name.py"/>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · paused</source>
        <translation>{length} · angehalten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · enough, finish your sentence</source>
        <translation>{length} · genug, beenden Sie Ihren Satz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · {missing_s:.0f} s to go</source>
        <translation>{length} · noch {missing_s:.0f} s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Sound was lost once, because the computer is busy. Close other programs.</source>
        <translation>Einmal ging Ton verloren, weil der Computer ausgelastet ist. Schließen Sie andere Programme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Sound was lost {number} times, because the computer is busy. Close other programs.</source>
        <translation>{number}-mal ging Ton verloren, weil der Computer ausgelastet ist. Schließen Sie andere Programme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Too loud: move back or turn the microphone down.</source>
        <translation>Zu laut: Gehen Sie etwas zurück oder regeln Sie das Mikrofon herunter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Speak naturally, at a steady pace.</source>
        <translation>Sprechen Sie natürlich und in gleichmäßigem Tempo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Record (Ctrl+R)</source>
        <translation>Aufnehmen (Strg+R)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Cancel; the recording begins in {count}</source>
        <translation>Abbrechen; die Aufnahme beginnt in {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Cancel (Esc)</source>
        <translation>Abbrechen (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_bar.py"/>
        <source>The recording under way</source>
        <translation>Die laufende Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Recovering the recording</source>
        <translation>Aufnahme wird gerettet</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>The recording of {length} is deleted for good.</source>
        <translation>Die Aufnahme von {length} wird endgültig gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Delete this recording?</source>
        <translation>Diese Aufnahme löschen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Delete it</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Bring to level</source>
        <translation>Pegel anpassen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Filter it out</source>
        <translation>Herausfiltern</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Remove it</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Hear it repaired</source>
        <translation>Repariert anhören</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>It is repaired in the copy that is cloned</source>
        <translation>Das ist in der Kopie behoben, die geklont wird</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Repair it in the copy that is cloned</source>
        <translation>In der Kopie beheben, die geklont wird</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Choose the best part</source>
        <translation>Besten Teil wählen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Look for the best stretch and use that one</source>
        <translation>Den besten Ausschnitt suchen und verwenden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Cut off the silence</source>
        <translation>Stille abschneiden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Use only {times}</source>
        <translation>Nur {times} nutzen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Use {times} of the recording, without it</source>
        <translation>{times} der Aufnahme verwenden, ohne diese Stelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Remove the offset</source>
        <translation>Gleichanteil entfernen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Filter out rumble</source>
        <translation>Rumpeln herausfiltern</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Cut off silence at the edges</source>
        <translation>Stille am Rand abschneiden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Bring to the usual level</source>
        <translation>Auf üblichen Pegel bringen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Keep below full scale</source>
        <translation>Unter Vollaussteuerung halten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Before cloning</source>
        <translation>Vor dem Klonen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Channel of the recording</source>
        <translation>Kanal der Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Repaired</source>
        <translation>Repariert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <source>Play or pause (Space)</source>
        <translation>Abspielen oder anhalten (Leertaste)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Equally loud</source>
        <translation>Gleich laut</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Turn the louder of the two down; otherwise it always seems the better one</source>
        <translation>Die lautere der beiden leiser stellen; sonst wirkt sie immer wie die bessere</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>A copy of the recording is repaired and cloned. The original is kept as it is.</source>
        <translation>Eine Kopie der Aufnahme wird repariert und geklont. Das Original bleibt, wie es ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>The one with speech</source>
        <translation>Der mit der Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Switched off. When on: {intention}</source>
        <translation>Ausgeschaltet. Wenn eingeschaltet: {intention}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>There was nothing to do.</source>
        <translation>Es gab nichts zu tun.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Picture of the recording</source>
        <translation>Darstellung der Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Set this recording aside and record another one</source>
        <translation>Diese Aufnahme beiseitelegen und eine andere aufnehmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Start over; it can be undone</source>
        <translation>Von vorn beginnen; das lässt sich rückgängig machen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>For recordings of several people, or that do not belong together</source>
        <translation>Für Aufnahmen mehrerer Personen oder solche, die nicht zusammengehören</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>A voice for each</source>
        <translation>Je eine Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Use all of it</source>
        <translation>Alles nutzen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Use the whole recording</source>
        <translation>Die ganze Aufnahme verwenden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Only {start}–{end} of it is used.</source>
        <translation>Nur {start}–{end} davon wird verwendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Fine</source>
        <translation>Gut</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{number} check passed</source>
        <translation>{number} Prüfpunkt bestanden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{number} checks passed</source>
        <translation>{number} Prüfpunkte bestanden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Show or hide what was checked</source>
        <translation>Zeigen oder verbergen, was geprüft wurde</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Verdict: {title}</source>
        <translation>Urteil: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{speech} of speech in {whole}.</source>
        <translation>{speech} Sprache in {whole}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Listen to the room for two seconds: its noise, the hum of the mains, and whether the microphone works</source>
        <translation>Den Raum zwei Sekunden lang prüfen: auf Rauschen, Netzbrummen und darauf, ob das Mikrofon funktioniert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Check the room</source>
        <translation>Raum prüfen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>The room was not checked yet.</source>
        <translation>Der Raum wurde noch nicht geprüft.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>It is checked again automatically once it is quiet.</source>
        <translation>Er wird automatisch erneut geprüft, sobald es still ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Calm</source>
        <translation>Ruhig</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Lively</source>
        <translation>Lebhaft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Serious</source>
        <translation>Ernst</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Language of the script</source>
        <translation>Sprache des Vorlesetextes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Tone of the script</source>
        <translation>Tonfall des Vorlesetextes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Something to read aloud</source>
        <translation>Etwas zum Vorlesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Or say something of your own.</source>
        <translation>Oder sagen Sie etwas Eigenes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>For a good recording</source>
        <translation>Für eine gute Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>{title} · about {estimated_seconds:.0f} seconds</source>
        <translation>{title} · etwa {estimated_seconds:.0f} Sekunden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>Another recording is being checked.</source>
        <translation>Eine andere Aufnahme wird gerade geprüft.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>End it, then import.</source>
        <translation>Beenden Sie sie, und importieren Sie dann.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>The recording is being checked.</source>
        <translation>Die Aufnahme wird geprüft.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>The recording of {length} was discarded.</source>
        <translation>Die Aufnahme von {length} wurde verworfen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>“{name}” was discarded.</source>
        <translation>„{name}“ wurde verworfen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>{number} recordings were discarded.</source>
        <translation>{number} Aufnahmen wurden verworfen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Each voice needs a name.</source>
        <translation>Jede Stimme braucht einen Namen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>The name “{name}” is taken: double-click it to change it.</source>
        <translation>Der Name „{name}“ ist vergeben: Ändern Sie ihn mit einem Doppelklick.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Making {number} voice</source>
        <translation>{number} Stimme wird erstellt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Making {number} voices</source>
        <translation>{number} Stimmen werden erstellt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>There is no recording in this folder.</source>
        <translation>In diesem Ordner ist keine Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Checking {number} recording</source>
        <translation>{number} Aufnahme wird geprüft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Checking {number} recordings</source>
        <translation>{number} Aufnahmen werden geprüft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voice is ready.</source>
        <translation>{number} Stimme ist fertig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voices are ready.</source>
        <translation>{number} Stimmen sind fertig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voice was not made.</source>
        <translation>{number} Stimme wurde nicht erstellt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voices were not made.</source>
        <translation>{number} Stimmen wurden nicht erstellt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>not made</source>
        <translation>nicht erstellt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>Waiting to be checked</source>
        <translation>Wartet auf die Prüfung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>The voice is ready.</source>
        <translation>Die Stimme ist fertig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Voice</source>
        <translation>Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Press Stop below to end it; the voices that are made are kept (Esc)</source>
        <translation>„Stopp“ unten beendet es; die fertigen Stimmen bleiben (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>A voice for each recording</source>
        <translation>Aus jeder Aufnahme eine Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Leave the rest; the files stay as they are</source>
        <translation>Den Rest lassen; die Dateien bleiben, wie sie sind</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The recordings are being checked.</source>
        <translation>Die Aufnahmen werden geprüft.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>All voices are made.</source>
        <translation>Alle Stimmen sind erstellt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>No recording is chosen that can be used.</source>
        <translation>Es ist keine brauchbare Aufnahme ausgewählt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Still missing: say whose voices they are.</source>
        <translation>Es fehlt noch: Geben Sie an, wessen Stimmen es sind.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Still missing: name the speaker who gave consent.</source>
        <translation>Es fehlt noch: Nennen Sie den Sprecher, der einverstanden ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Recordings</source>
        <translation>Aufnahmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Whose voices are they?</source>
        <translation>Wessen Stimmen sind es?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Name of the s&amp;peaker</source>
        <translation>Name des S&amp;prechers</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/voice_fields.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Each voice is named after its file: double-click a name, or press F2, to change it.</source>
        <translation>Jede Stimme heißt wie ihre Datei: Ein Doppelklick auf den Namen oder F2 ändert ihn.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Clone a voice only with the speaker's consent, and never to deceive.</source>
        <translation>Klonen Sie eine Stimme nur mit dem Einverständnis des Sprechers und nie, um zu täuschen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Making voices…</source>
        <translation>Stimmen werden erstellt…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make {number} voice</source>
        <translation>{number} Stimme erstellen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make {number} voices</source>
        <translation>{number} Stimmen erstellen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make voices</source>
        <translation>Stimmen erstellen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>They are all of my own voice</source>
        <translation>Es ist meine eigene Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The speaker gave me consent for all of them</source>
        <translation>Der Sprecher ist bei allen einverstanden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The recordings are in the public domain</source>
        <translation>Die Aufnahmen sind gemeinfrei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/sources.py"/>
        <source>Record or import one person speaking, in a quiet room and without music.</source>
        <translation>Nehmen Sie eine einzelne Person auf oder importieren Sie eine Aufnahme: in einem ruhigen Raum und ohne Musik.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Steps</source>
        <translation>Durchgänge</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>you are here</source>
        <translation>Sie sind hier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>not yet</source>
        <translation>noch nicht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Record or import</source>
        <translation>Aufnehmen oder importieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Review</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Name and create</source>
        <translation>Benennen und erstellen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>&amp;Name the voice</source>
        <translation>Stimme &amp;benennen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Go to it</source>
        <translation>Dorthin</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Checking the recording…</source>
        <translation>Die Aufnahme wird geprüft…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Listen to it meanwhile.</source>
        <translation>Hören Sie sie inzwischen an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Back to the review</source>
        <translation>Zurück zur Prüfung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Record or import another</source>
        <translation>Andere Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>The whole recording, with the stretch that is used</source>
        <translation>Die ganze Aufnahme mit dem verwendeten Ausschnitt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Part of the recording in sight</source>
        <translation>Sichtbarer Teil der Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Play the stretch, or fall silent</source>
        <translation>Den Ausschnitt abspielen oder anhalten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Next best</source>
        <translation>Nächstbester</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Try the next best stretch that was found</source>
        <translation>Den nächstbesten gefundenen Ausschnitt versuchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See the whole recording (0)</source>
        <translation>Die ganze Aufnahme zeigen (0)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See stretch</source>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See the stretch closer</source>
        <translation>Den Ausschnitt vergrößert zeigen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Drag the edges of the stretch that is used, or the stretch itself; click anywhere to hear what is there.</source>
        <translation>Ziehen Sie die Ränder des verwendeten Ausschnitts oder ihn selbst; ein Klick spielt ab, was dort zu hören ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Reading {name}</source>
        <translation>{name} wird gelesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>give the words of each recording, or of none</source>
        <translation>die Worte aller Aufnahmen (oder keiner)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>&amp;Transcript</source>
        <translation>&amp;Transkript</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>Transcript of {name}</source>
        <translation>Transkript von {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Transcript</source>
        <translation>Transkript</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>There are suggestions for English only.</source>
        <translation>Vorschläge gibt es nur für Englisch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>The words in the field are replaced; that can be undone.</source>
        <translation>Die Worte im Feld werden ersetzt; das lässt sich rückgängig machen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Suggest the words</source>
        <translation>Worte vorschlagen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Listening to the words</source>
        <translation>Die Worte werden erkannt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>No words were understood.</source>
        <translation>Es wurden keine Worte verstanden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Your words were kept: you changed them while the program was listening.</source>
        <translation>Ihre Worte blieben erhalten, weil Sie sie während des Zuhörens geändert haben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Your words were replaced by a suggestion.</source>
        <translation>Ihre Worte wurden durch einen Vorschlag ersetzt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>They can be brought back until another recording is shown.</source>
        <translation>Sie lassen sich zurückholen, bis eine andere Aufnahme gezeigt wird.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listening…</source>
        <translation>Wird angehört…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional: the words spoken in the recording, exactly</source>
        <translation>Optional: die genauen Worte der Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>What you want to call it</source>
        <translation>Wie die Stimme heißen soll</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>I read the script (delete below what you left out)</source>
        <translation>Ich habe den Vorlesetext gelesen (löschen Sie unten, was Sie ausließen)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Create voice</source>
        <translation>Stimme erstellen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>give the voice a name</source>
        <translation>ein Name für die Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>say whose voice it is</source>
        <translation>die Angabe, wessen Stimme es ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>name the speaker who gave consent</source>
        <translation>der Name des Sprechers, der einverstanden ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Still missing: {wanted}.</source>
        <translation>Es fehlt noch: {wanted}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/parts/sound/view.py"/>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>There is a voice named “{name}” already.</source>
        <translation>Es gibt schon eine Stimme namens „{name}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Whose voice is it?</source>
        <translation>Wessen Stimme ist es?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional: {engine} makes the voice from the sound alone; the words are kept for engines that use them</source>
        <translation>Optional: {engine} erstellt die Stimme allein aus dem Klang; die Worte werden für Engines aufbewahrt, die sie nutzen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Use it now</source>
        <translation>Jetzt verwenden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Creating…</source>
        <translation>Wird erstellt…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Who gave consent</source>
        <translation>Wer einverstanden ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional</source>
        <translation>Optional</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Have it spoken</source>
        <translation>Sprechen lassen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Optional: for example where the agreement lies</source>
        <translation>Optional: zum Beispiel, wo die Vereinbarung liegt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>The speaker reads a sentence aloud (in English)</source>
        <translation>Der Sprecher liest einen Satz vor (auf Englisch)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Note on the c&amp;onsent</source>
        <translation>Vermerk zum &amp;Einverständnis</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Recording: please read aloud now.</source>
        <translation>Aufnahme läuft: Bitte lesen Sie jetzt vor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Press the button, then let the speaker read this aloud.</source>
        <translation>Drücken Sie auf den Knopf und lassen Sie den Sprecher dann dies vorlesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Listening to the consent</source>
        <translation>Das Einverständnis wird angehört</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>The consent was heard, and it is the same voice. It will be kept with the new voice.</source>
        <translation>Das Einverständnis war zu hören, und es ist dieselbe Stimme. Es wird mit der neuen Stimme aufbewahrt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record the reading</source>
        <translation>Vorlesen aufnehmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record it again</source>
        <translation>Erneut aufnehmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Stop: it was read</source>
        <translation>Stopp: fertig gelesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Listen</source>
        <translation>Anhören</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Hear the recording of it</source>
        <translation>Die Aufnahme davon anhören</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Nothing was recorded.</source>
        <translation>Es wurde nichts aufgenommen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record it again.</source>
        <translation>Nehmen Sie es noch einmal auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>It is recorded. Hear it, record it again, or have it checked and kept.</source>
        <translation>Es ist aufgenommen. Hören Sie es an, nehmen Sie es erneut auf, oder lassen Sie es prüfen und aufbewahren.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Spoken consent</source>
        <translation>Gesprochenes Einverständnis</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Spoken consent to “{name}”</source>
        <translation>Gesprochenes Einverständnis zu „{name}“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>How far listening is</source>
        <translation>Fortschritt des Anhörens</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Another sentence</source>
        <translation>Anderer Satz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The one shown is no longer valid then</source>
        <translation>Der gezeigte gilt dann nicht mehr</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>If it was recorded somewhere else</source>
        <translation>Wenn er anderswo aufgenommen wurde</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Check and keep</source>
        <translation>Prüfen und behalten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listen to it, and keep it if it matches</source>
        <translation>Anhören und aufbewahren, wenn es passt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The sentence, as it was read</source>
        <translation>Der Satz, wie er gelesen wurde</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listening to the consent to “{name}”</source>
        <translation>Das Einverständnis zu „{name}“ wird angehört</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Record it while the speaker reads it aloud, until {until}.</source>
        <translation>Nehmen Sie bis {until} auf, wie der Sprecher den Satz vorliest.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The speaker’s consent is kept with “{name}” now.</source>
        <translation>Das Einverständnis des Sprechers wird jetzt mit „{name}“ aufbewahrt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Stopped: nothing was kept.</source>
        <translation>Gestoppt: Es wurde nichts aufbewahrt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>The person who gave you this voice stated whose it is. What you state here replaces that.</source>
        <translation>Wer Ihnen diese Stimme gab, hat angegeben, wessen Stimme es ist. Ihre Angabe hier tritt an die Stelle der bisherigen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Consent</source>
        <translation>Einverständnis</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Whose voice is “{name}”?</source>
        <translation>Wessen Stimme ist „{name}“?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>State this</source>
        <translation>Angeben</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>&amp;Speaker</source>
        <translation>&amp;Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>&amp;Note on the consent</source>
        <translation>&amp;Vermerk zum Einverständnis</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Enter who gave you consent.</source>
        <translation>Geben Sie an, wer einverstanden ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Who gave you this voice stated whose it is: state that anew first.</source>
        <translation>Wem diese Stimme gehört, hat angegeben, wer sie weitergab: Geben Sie es zuerst selbst an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>“{ground}”{who}, stated on {when} by the person who gave you the voice, not by you</source>
        <translation>„{ground}“{who}, angegeben am {when} von dem, der Ihnen die Stimme gab, nicht von Ihnen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>{ground}{who}, stated on {when}</source>
        <translation>{ground}{who}, angegeben am {when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>“{heard}”, spoken on {day}</source>
        <translation>„{heard}“, gesprochen am {day}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>State consent anew…</source>
        <translation>Neu angeben…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Say whose voice it is, and what it may be used for</source>
        <translation>Angeben, wessen Stimme es ist und wofür sie verwendet werden darf</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Add a spoken consent…</source>
        <translation>Einverständnis sprechen…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>The speaker reads a sentence aloud</source>
        <translation>Der Sprecher liest einen Satz vor</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>This is my own voice</source>
        <translation>Das ist meine eigene Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>The speaker gave me consent</source>
        <translation>Der Sprecher ist einverstanden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>The recording is in the public domain</source>
        <translation>Die Aufnahme ist gemeinfrei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>It may be given to others as a file</source>
        <translation>Sie darf als Datei weitergegeben werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>It may be used over HTTP</source>
        <translation>Sie darf über HTTP verwendet werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick all chapters</source>
        <translation>Alle Kapitel auswählen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick no chapter</source>
        <translation>Kein Kapitel auswählen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Read aloud</source>
        <translation>Vorlesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Ctrl+Enter</source>
        <translation>Strg+Eingabe</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Stop; what was said is kept (Esc)</source>
        <translation>Stoppen; was gesprochen ist, bleibt erhalten (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Another document</source>
        <translation>Anderes Dokument</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Choose another document</source>
        <translation>Ein anderes Dokument auswählen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>There is no voice yet: make one on the Capture page.</source>
        <translation>Es gibt noch keine Stimme: Erstellen Sie eine auf der Seite „Aufnahme“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Choose a voice.</source>
        <translation>Wählen Sie eine Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick a chapter.</source>
        <translation>Wählen Sie ein Kapitel aus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Cover</source>
        <translation>Titelbild</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>“{title}” was read aloud: {facts}.</source>
        <translation>„{title}“ wurde vorgelesen: {facts}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Stopping…</source>
        <translation>Wird gestoppt…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>, about {time}</source>
        <translation>, etwa {time}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>All chapters</source>
        <translation>Alle Kapitel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{count} of {chapters}</source>
        <translation>{chapters}, davon {count} gewählt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>One audiobook with chapters (M4B)</source>
        <translation>Ein Hörbuch mit Kapiteln (M4B)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>One MP3 with chapters</source>
        <translation>Eine MP3-Datei mit Kapiteln</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>SRT, by lines</source>
        <translation>SRT, zeilenweise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>SRT, by words</source>
        <translation>SRT, wortweise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>WebVTT, by lines</source>
        <translation>WebVTT, zeilenweise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>WebVTT, by words</source>
        <translation>WebVTT, wortweise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>Replace files that are there</source>
        <translation>Vorhandene Dateien ersetzen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Choose a cover…</source>
        <translation>Titelbild wählen…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>A JPEG or PNG picture</source>
        <translation>Ein JPEG- oder PNG-Bild</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Take the document’s own cover</source>
        <translation>Das Titelbild des Dokuments verwenden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Book</source>
        <translation>Buch</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Choose a cover</source>
        <translation>Titelbild auswählen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Pictures ({kinds})</source>
        <translation>Bilder ({kinds})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>A file for each chapter: {title}</source>
        <translation>Eine Datei für jedes Kapitel: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>S&amp;ubtitles</source>
        <translation>&amp;Untertitel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>L&amp;oudness</source>
        <translation>Laut&amp;heit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Who reads</source>
        <translation>Wer liest</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>What is made</source>
        <translation>Was entsteht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>With the document’s own cover</source>
        <translation>Mit dem Titelbild des Dokuments</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Without a cover</source>
        <translation>Ohne Titelbild</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>With the cover {cover}</source>
        <translation>Mit dem Titelbild {cover}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Looking at {name}</source>
        <translation>{name} wird angesehen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <source>Reading “{title}” aloud</source>
        <translation>„{title}“ wird vorgelesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <source>“{title}” was read aloud.</source>
        <translation>„{title}“ wurde vorgelesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/made_line.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Press “Go on” below “Not finished”, now or at any later start.</source>
        <translation>Drücken Sie unter „Nicht fertig“ auf „Fortsetzen“, jetzt oder nach einem späteren Start.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>The voice chosen above</source>
        <translation>Die oben gewählte Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>A name in [brackets] before a paragraph says who reads it</source>
        <translation>Ein Name in [Klammern] vor einem Absatz sagt, wer ihn liest</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>Voice of {name}</source>
        <translation>Stimme von {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Chapter</source>
        <translation>Kapitel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Chapters</source>
        <translation>Kapitel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Being read</source>
        <translation>Wird gelesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>{words:,} words</source>
        <translation>{words:,} Wörter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>This computer says them; else an address such as tcp://10.0.0.5:8786</source>
        <translation>Dieser Computer spricht sie; sonst eine Adresse wie tcp://10.0.0.5:8786</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Try it</source>
        <translation>Ausprobieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>See whether this cluster can be reached</source>
        <translation>Prüfen, ob dieser Cluster erreichbar ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Dask &amp;cluster</source>
        <translation>Dask-&amp;Cluster</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Trying…</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, with {number} worker.</source>
        <translation>Er ist erreichbar und hat {number} Worker.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, with {number} workers.</source>
        <translation>Er ist erreichbar und hat {number} Worker.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, but nobody works in it yet.</source>
        <translation>Er ist erreichbar, hat aber noch keine Worker.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Choose a file (Ctrl+O)</source>
        <translation>Datei auswählen (Strg+O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Files ({kinds});;All files (*)</source>
        <translation>Dateien ({kinds});;Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Said</source>
        <translation>Gesprochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Said before</source>
        <translation>Schon gesprochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>To be said</source>
        <translation>Ausstehend</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_table.py"/>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/made_line.py"/>
        <source>Show the files that were made</source>
        <translation>Die erstellten Dateien zeigen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <source>Show what is seldom wanted</source>
        <translation>Zeigen, was selten gebraucht wird</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <source>Less</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Plain text, Markdown, HTML, EPUB, DOCX, SRT, WebVTT</source>
        <translation>Reiner Text, Markdown, HTML, EPUB, DOCX, SRT, WebVTT</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>CSV, TSV, XLSX or JSONL with a column “text”, or TXT with one text per line</source>
        <translation>CSV, TSV, XLSX oder JSONL mit einer Spalte „text“ oder TXT mit einem Text je Zeile</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>A book is being read: wait for it, or stop it.</source>
        <translation>Es wird gerade ein Buch gelesen: Warten Sie darauf oder stoppen Sie es.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>The lines of a table are being said: wait for them, or stop them.</source>
        <translation>Es werden gerade die Zeilen einer Tabelle gesprochen: Warten Sie darauf oder stoppen Sie es.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Long texts</source>
        <translation>Lange Texte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Have a book read aloud, or each line of a table said into a file of its own.</source>
        <translation>Lassen Sie ein Buch vorlesen oder jede Zeile einer Tabelle in eine eigene Datei sprechen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Book or document</source>
        <translation>Buch oder Dokument</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Read a document aloud, chapter by chapter</source>
        <translation>Ein Dokument Kapitel für Kapitel vorlesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Table of lines</source>
        <translation>Tabelle mit Zeilen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Say each line of a table into a file of its own</source>
        <translation>Jede Zeile einer Tabelle in eine eigene Datei sprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Drop a document here</source>
        <translation>Ein Dokument hierher ziehen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Drop a table here</source>
        <translation>Eine Tabelle hierher ziehen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Say all lines</source>
        <translation>Alle sprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Stop; what was said is there (Esc)</source>
        <translation>Stoppen; was gesprochen ist, ist gespeichert (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Read again</source>
        <translation>Neu einlesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Read the table again after it was changed</source>
        <translation>Die Tabelle nach einer Änderung neu einlesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Another table</source>
        <translation>Andere Tabelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Choose another table</source>
        <translation>Eine andere Tabelle auswählen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>The lines are being looked at.</source>
        <translation>Die Zeilen werden angesehen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} line cannot be said: change the table, or what is chosen here, then read it again.</source>
        <translation>{number} Zeile kann nicht gesprochen werden: Ändern Sie die Tabelle oder die Auswahl hier, und lesen Sie sie neu ein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} lines cannot be said: change the table, or what is chosen here, then read it again.</source>
        <translation>{number} Zeilen können nicht gesprochen werden: Ändern Sie die Tabelle oder die Auswahl hier, und lesen Sie sie neu ein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>There are no lines that can be said.</source>
        <translation>Es gibt keine Zeilen, die gesprochen werden können.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>All lines are said.</source>
        <translation>Alle Zeilen sind gesprochen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>And {count} more.</source>
        <translation>Und {count} weitere.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} line failed.</source>
        <translation>{number} Zeile ist fehlgeschlagen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} lines failed.</source>
        <translation>{number} Zeilen sind fehlgeschlagen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>It was stopped.</source>
        <translation>Der Vorgang wurde gestoppt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} of {lines} are said: {length} of speech.</source>
        <translation>{count} von {lines} gesprochen: {length} Sprache.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Line {number}: {words}</source>
        <translation>Zeile {number}: {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Say the rest</source>
        <translation>Rest sprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} cannot be said</source>
        <translation>{count} nicht sprechbar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} said</source>
        <translation>{count} gesprochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The voice’s own</source>
        <translation>Die der Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>As many as there is room for</source>
        <translation>So viele, wie Platz haben</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Voice of lines that name none</source>
        <translation>Stimme für &amp;Zeilen ohne eigene</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Language of lines that name none</source>
        <translation>S&amp;prache für Zeilen ohne eigene</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Attempts</source>
        <translation>&amp;Versuche</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Engines side by side</source>
        <translation>&amp;Engines nebeneinander</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>One</source>
        <translation>Einer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>The best of {count}</source>
        <translation>Der beste von {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Saying the lines of {name}</source>
        <translation>Die Zeilen von {name} werden gesprochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{count} of {lines} are said.</source>
        <translation>{count} von {lines} gesprochen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Stopped: {there}</source>
        <translation>Gestoppt: {there}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{number} line failed: the list says why.</source>
        <translation>{number} Zeile ist fehlgeschlagen: Die Liste sagt, warum.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{number} lines failed: the list says why.</source>
        <translation>{number} Zeilen sind fehlgeschlagen: Die Liste sagt, warum.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>book</source>
        <translation>Buch</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>{kind} · {fraction} % said · begun {begun}</source>
        <translation>{kind} · {fraction} % gesprochen · begonnen {begun}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Go on where it left off</source>
        <translation>Dort fortsetzen, wo es aufhörte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Erase what was said of it so far</source>
        <translation>Das bisher Gesprochene endgültig löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Not finished</source>
        <translation>Nicht fertig</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>What was said so far is kept. They go on where they left off.</source>
        <translation>Was davon gesprochen ist, bleibt erhalten. Es geht dort weiter, wo es aufhörte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>What was said of it and is not saved yet is erased. Chapters that are saved stay.</source>
        <translation>Was davon gesprochen und noch nicht gespeichert ist, wird endgültig gelöscht. Gespeicherte Kapitel bleiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget “{title}”?</source>
        <translation>„{title}“ verwerfen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget it</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/voice_fields.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>&amp;Voice</source>
        <translation>St&amp;imme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engine_group.py"/>
        <source>Recommended for this computer</source>
        <translation>Für diesen Computer empfohlen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Progress of installing: {title}</source>
        <translation>Fortschritt der Installation: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Install…</source>
        <translation>Installieren…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Install: {title}</source>
        <translation>Installieren: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Stop, and throw away what has arrived</source>
        <translation>Stoppen und verwerfen, was angekommen ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Remove: {title}</source>
        <translation>Entfernen: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Free memory</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Take engines out of memory until needed</source>
        <translation>Engines aus dem Arbeitsspeicher nehmen, bis sie gebraucht werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>What is fetched from PyPI is {about}.</source>
        <translation>Was von PyPI heruntergeladen wird, ist {about} groß.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Download and install {title}?</source>
        <translation>{title} herunterladen und installieren?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Install</source>
        <translation>Installieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Voices and models stay.</source>
        <translation>Stimmen und Modelle bleiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Remove {title}?</source>
        <translation>{title} entfernen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Waiting for its turn</source>
        <translation>Wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Installed: {title}.</source>
        <translation>Installiert: {title}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Fetch a model to use it.</source>
        <translation>Laden Sie ein Modell herunter, um sie zu verwenden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Ready: {ready}.</source>
        <translation>Bereit: {ready}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Not installed: {lacking} (about {size}).</source>
        <translation>Nicht installiert: {lacking} (etwa {size}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>There are none.</source>
        <translation>Es gibt keine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>{size} of memory is free.</source>
        <translation>{size} Arbeitsspeicher sind frei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>{size} of memory is free, {graphics} on the graphics card.</source>
        <translation>{size} Arbeitsspeicher sind frei, {graphics} auf der Grafikkarte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>In memory: {loaded}.</source>
        <translation>Geladen: {loaded}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Progress of {title}</source>
        <translation>Fortschritt von {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>On this computer, {size}</source>
        <translation>Auf diesem Computer, {size}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{size} are here, the rest is missing</source>
        <translation>{size} sind hier, der Rest fehlt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Download…</source>
        <translation>Laden…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Download {title}</source>
        <translation>{title} herunterladen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Stop, and keep what has arrived</source>
        <translation>Stoppen und behalten, was angekommen ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Take {title} from files you have</source>
        <translation>{title} aus vorhandenen Dateien übernehmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Compare the files with their checksums</source>
        <translation>Die Dateien mit ihren Prüfsummen vergleichen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Remove {title} from this computer</source>
        <translation>{title} von diesem Computer entfernen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>A folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>A zip or tar archive…</source>
        <translation>Zip- oder Tar-Archiv…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Recommended</source>
        <translation>Empfohlen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>about </source>
        <translation>etwa </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>size not known</source>
        <translation>Größe unbekannt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>needs an account</source>
        <translation>braucht ein Konto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{size} of memory</source>
        <translation>{size} Arbeitsspeicher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>any language</source>
        <translation>jede Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{count} languages</source>
        <translation>{count} Sprachen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>For the neural engines; the natural and the basic one need none. Nothing is fetched before you ask for it.</source>
        <translation>Für die neuronalen Engines; die natürliche und die einfache brauchen keine. Es wird nichts heruntergeladen, bevor Sie es verlangen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Archives (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz);;All files (*)</source>
        <translation>Archive (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz);;Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Search name, language, licence</source>
        <translation>Name, Sprache oder Lizenz suchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Search models</source>
        <translation>Modelle durchsuchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>No model matches.</source>
        <translation>Kein Modell passt dazu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Import {title}</source>
        <translation>{title} importieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>{title}: all files are as they should be.</source>
        <translation>{title}: Alle Dateien sind in Ordnung.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>To use it again it has to be fetched again.</source>
        <translation>Um es wieder zu verwenden, muss es erneut heruntergeladen werden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>The model is on this computer now.</source>
        <translation>Das Modell ist jetzt auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>To use it, its engine has to be installed.</source>
        <translation>Um es zu verwenden, muss seine Engine installiert sein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Download</source>
        <translation>Laden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>What its engine needs ({about}) is fetched and installed as well.</source>
        <translation>Was seine Engine braucht ({about}), wird ebenfalls heruntergeladen und installiert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>{title} is on this computer now.</source>
        <translation>{title} ist jetzt auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>On this computer: {fitting}, {pace}.</source>
        <translation>Auf diesem Computer: {fitting}, {pace}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>too large for the free memory (needs {size})</source>
        <translation>zu groß für den freien Arbeitsspeicher (braucht {size})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>fits on the graphics card</source>
        <translation>passt auf die Grafikkarte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>fits in memory</source>
        <translation>passt in den Arbeitsspeicher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>speed not known</source>
        <translation>Tempo nicht bekannt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>{times:.0f} times slower than speech</source>
        <translation>{times:.0f}-mal langsamer als das Sprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>about {seconds} s for a minute of speech</source>
        <translation>etwa {seconds} s für eine Minute Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/choosing.py"/>
        <source>Recordings ({kinds});;All files (*)</source>
        <translation>Aufnahmen ({kinds});;Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Loudspeaker</source>
        <translation>Lautsprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Look for a new microphone</source>
        <translation>Nach einem neuen Mikrofon suchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Look for a new loudspeaker</source>
        <translation>Nach einem neuen Lautsprecher suchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>No microphone was found. Plug one in, then press “Look for a new microphone”.</source>
        <translation>Es wurde kein Mikrofon gefunden. Schließen Sie eines an, und drücken Sie auf „Nach einem neuen Mikrofon suchen“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>No loudspeaker was found. Plug one in, then press “Look for a new loudspeaker”.</source>
        <translation>Es wurde kein Lautsprecher gefunden. Schließen Sie einen an, und drücken Sie auf „Nach einem neuen Lautsprecher suchen“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Input of the microphone</source>
        <translation>Eingang des Mikrofons</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>The one that is heard ({used})</source>
        <translation>Der, an dem etwas zu hören ist ({used})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Input {number} · {level}</source>
        <translation>Eingang {number} · {level}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>{default} (default)</source>
        <translation>{default} (Standard)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>System default</source>
        <translation>Systemstandard</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>{chosen} (not connected)</source>
        <translation>{chosen} (nicht angeschlossen)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/window/job_bridge.py"/>
        <source>Something went wrong inside VoiceCloner.</source>
        <translation>In VoiceCloner ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <source>Your voices are safe and you can go on. If it happens again, please report it with the lines below.</source>
        <translation>Ihre Stimmen sind sicher, und Sie können weiterarbeiten. Wenn es wieder geschieht, melden Sie es bitte mit den Zeilen unten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Copy the details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>I have read the licence and accept it</source>
        <translation>Ich habe die Lizenz gelesen und nehme sie an</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Licence: {words}</source>
        <translation>Lizenz: {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Licence: {words} ({name})</source>
        <translation>Lizenz: {words} ({name})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>This model is given only to people who have agreed to its makers’ terms. Agree on its page, make an access token (reading is enough), and paste it here. It is kept in your system’s keyring.</source>
        <translation>Dieses Modell erhält nur, wer den Bedingungen seiner Hersteller zugestimmt hat. Stimmen Sie auf seiner Seite zu, erstellen Sie ein Zugriffstoken (Lesen genügt), und fügen Sie es hier ein. Es wird im Schlüsselbund Ihres Systems aufbewahrt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Access token</source>
        <translation>Zugriffstoken</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>&amp;Token</source>
        <translation>&amp;Token</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/name.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <location filename="../../voicecloner/gui/voices/voice_name.py"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+1 … Ctrl+6</source>
        <translation>Strg+1 … Strg+6</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Capture, Voices, Speak, Long texts, Models, Settings</source>
        <translation>Aufnahme, Stimmen, Sprechen, Lange Texte, Modelle, Einstellungen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+R</source>
        <translation>Strg+R</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Record, or end the recording</source>
        <translation>Aufnehmen oder die Aufnahme beenden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+O</source>
        <translation>Strg+O</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Import recordings; on the page Long texts, choose a file</source>
        <translation>Aufnahmen importieren; auf der Seite „Lange Texte“ eine Datei wählen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+F</source>
        <translation>Strg+F</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Search the voices</source>
        <translation>Die Stimmen durchsuchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Speak with the chosen voice</source>
        <translation>Mit der gewählten Stimme sprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>F2</source>
        <translation>F2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Rename the chosen voice</source>
        <translation>Die gewählte Stimme umbenennen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Delete the chosen voice or takes</source>
        <translation>Die gewählte Stimme oder die gewählten Takes löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Z</source>
        <translation>Strg+Z</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Undo the last deletion</source>
        <translation>Das letzte Löschen rückgängig machen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Alt+T</source>
        <translation>Alt+P</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>The trash, on the page Voices</source>
        <translation>Der Papierkorb, auf der Seite „Stimmen“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Alt+X</source>
        <translation>Alt+X</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Hear the recording instead of the voice, or back, on the page Voices</source>
        <translation>Die Aufnahme statt der Stimme hören oder zurück, auf der Seite „Stimmen“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Speak the text, read the book, say the lines; on the page Capture, the next step</source>
        <translation>Den Text sprechen, das Buch lesen, die Zeilen sprechen; auf der Seite „Aufnahme“ der nächste Schritt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+B</source>
        <translation>Strg+B</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Stress the selected words of the text</source>
        <translation>Die ausgewählten Wörter des Textes betonen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Shift+P</source>
        <translation>Strg+Umschalt+P</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Half a second of silence in the text</source>
        <translation>Eine halbe Sekunde Stille im Text</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+S</source>
        <translation>Strg+S</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Save the speech</source>
        <translation>Das Gesprochene speichern</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+E</source>
        <translation>Strg+E</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Export the chosen takes</source>
        <translation>Die gewählten Takes exportieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Play or pause, when not typing</source>
        <translation>Abspielen oder anhalten, außer beim Tippen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>← → Home End</source>
        <translation>← → Pos1 Ende</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Two seconds back or forward, or to the ends, in a picture of a sound</source>
        <translation>Zwei Sekunden zurück oder vor, oder an Anfang oder Ende, in einer Wellenform</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>0.1 s (with Shift 1 s), on an edge of a stretch</source>
        <translation>0,1 s (mit Umschalt 1 s), am Rand eines Ausschnitts</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>+ − 0, Ctrl+wheel</source>
        <translation>+ − 0, Strg+Mausrad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>See a sound closer, more of it, or all of it</source>
        <translation>Eine Wellenform vergrößern, verkleinern oder ganz zeigen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Shift+← →, Shift+wheel</source>
        <translation>Umschalt+← →, Umschalt+Mausrad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Move what is seen of a sound</source>
        <translation>Den sichtbaren Teil einer Wellenform verschieben</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>PageUp PageDown Home End</source>
        <translation>Bild auf, Bild ab, Pos1, Ende</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Scroll the page, when not typing</source>
        <translation>Die Seite scrollen, außer beim Tippen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Stop what is being done or heard, or a countdown</source>
        <translation>Stoppen, was gerade läuft oder zu hören ist, oder einen Countdown</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+,</source>
        <translation>Strg+,</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Q</source>
        <translation>Strg+Q</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Close VoiceCloner</source>
        <translation>VoiceCloner beenden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>This list</source>
        <translation>Diese Liste</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Choose where it is saved</source>
        <translation>Den Speicherort auswählen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Save as</source>
        <translation>Speichern unter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Where to save</source>
        <translation>Speicherort</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/language_combo.py"/>
        <source>Choices</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Do what the message offers</source>
        <translation>Den Vorschlag der Meldung ausführen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/pace.py"/>
        <source>Spee&amp;d</source>
        <translation>&amp;Tempo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Voices</source>
        <translation>Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Speak</source>
        <translation>Sprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Keyboard shortcuts (?)</source>
        <translation>Tastenkürzel (?)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>{name} (Ctrl+{number})</source>
        <translation>{name} (Strg+{number})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/detail.py"/>
        <source>Zoom in to see the spectrogram and the pitch.</source>
        <translation>Vergrößern Sie, um Spektrogramm und Tonhöhe zu sehen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/detail.py"/>
        <source>Looking at the sound…</source>
        <translation>Der Klang wird untersucht…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/pictures.py"/>
        <source>Looking at the sound</source>
        <translation>Der Klang wird untersucht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/pictures.py"/>
        <source>No spectrogram yet: zoom in or out to see it.</source>
        <translation>Nicht untersucht. Vergrößern oder verkleinern Sie, um das Spektrogramm zu sehen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>See more of it (−, Ctrl+wheel; all: 0)</source>
        <translation>Verkleinern (−, Strg+Mausrad; alles: 0)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>See it closer (+, Ctrl+wheel)</source>
        <translation>Vergrößern (+, Strg+Mausrad)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>Show spectrogram and pitch, or the waveform alone</source>
        <translation>Spektrogramm und Tonhöhe zeigen oder nur die Wellenform</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_edge.py"/>
        <source>{name}: drag it, or use the arrow keys (0.1 s, with Shift 1 s)</source>
        <translation>{name}: ziehen oder die Pfeiltasten verwenden (0,1 s, mit Umschalt 1 s)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_edge.py"/>
        <source>at {seconds:.1f} seconds</source>
        <translation>bei {seconds:.1f} Sekunden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_view.py"/>
        <source>Start of the stretch</source>
        <translation>Anfang des Ausschnitts</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_view.py"/>
        <source>End of the stretch</source>
        <translation>Ende des Ausschnitts</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>The spectrogram follows.</source>
        <translation>Das Spektrogramm folgt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>The pitch is about {pitch_hz:.0f} Hz.</source>
        <translation>Die Tonhöhe liegt bei etwa {pitch_hz:.0f} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>{start} to {end}: {message}</source>
        <translation>{start} bis {end}: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>{length} long.</source>
        <translation>{length} lang.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/view.py"/>
        <source>Click to listen from there. Ctrl+wheel, + and − zoom, 0 shows all; Shift+wheel or Shift+← → moves what is seen.
The wheel alone scrolls the page.
Grey: how strong each frequency is (scale on the left). Coloured line: the pitch (scale on the right).</source>
        <translation>Ein Klick spielt von dort an weiter ab. Strg+Mausrad, + und − vergrößern und verkleinern, 0 zeigt alles; Umschalt+Mausrad oder Umschalt+← → verschiebt den sichtbaren Teil.
Das Mausrad allein scrollt die Seite.
Grau: wie stark jede Frequenz ist (Skala links). Farbige Linie: die Tonhöhe (Skala rechts).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Stop what is being done (Esc)</source>
        <translation>Stoppen, was gerade läuft (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/voice_combo.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>No voice yet</source>
        <translation>Noch keine Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Ready to use</source>
        <translation>Gut geeignet</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Nothing stands in the way of a good voice.</source>
        <translation>Einer guten Stimme steht nichts im Weg.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Usable, but could be better</source>
        <translation>Brauchbar, könnte aber besser sein</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>You can go on; the notes say what would help.</source>
        <translation>Sie können weitermachen; die Hinweise sagen, was helfen würde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Not good enough</source>
        <translation>Nicht gut genug</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>No voice can be made from this; the notes say what to do better.</source>
        <translation>Daraus lässt sich keine Stimme erstellen; die Hinweise sagen, was besser zu machen ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>As spoken</source>
        <translation>Wie gesprochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−23 LUFS, broadcasting (EBU R 128)</source>
        <translation>−23 LUFS, Rundfunk (EBU R 128)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−19 LUFS, audiobooks</source>
        <translation>−19 LUFS, Hörbücher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−16 LUFS, podcasts</source>
        <translation>−16 LUFS, Podcasts</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Speech</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Level</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Clipping</source>
        <translation>Übersteuerung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Silence</source>
        <translation>Stille</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Pauses</source>
        <translation>Pausen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Hum</source>
        <translation>Brummen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Offset</source>
        <translation>Gleichanteil</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Reverberation</source>
        <translation>Hall</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Bandwidth</source>
        <translation>Bandbreite</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Dropouts</source>
        <translation>Aussetzer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Speakers</source>
        <translation>Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Music</source>
        <translation>Musik</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Whisper</source>
        <translation>Flüstern</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Synthetic</source>
        <translation>Synthetisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Graphics card (CUDA)</source>
        <translation>Grafikkarte (CUDA)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Processor (CPU)</source>
        <translation>Prozessor (CPU)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Full</source>
        <translation>Voll</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Liveliness</source>
        <translation>Lebhaftigkeit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>at most</source>
        <translation>höchstens</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>at least</source>
        <translation>mindestens</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>At {places} and {rest} more</source>
        <translation>Bei {places} und {rest} weiteren Stellen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>At {places}</source>
        <translation>Bei {places}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Back up…</source>
        <translation>Sichern…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Copy all voices to another folder</source>
        <translation>Alle Stimmen in einen anderen Ordner kopieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Restore…</source>
        <translation>Zurückholen…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Bring voices back from a backup</source>
        <translation>Stimmen aus einer Sicherung zurückholen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Keep a copy of all voices in another folder, best on another disk. Only what is new is copied.</source>
        <translation>Bewahren Sie eine Kopie aller Stimmen in einem anderen Ordner auf, am besten auf einem anderen Datenträger. Es wird nur kopiert, was neu ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>A folder for backups</source>
        <translation>Ordner für Sicherungen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>The folder with the backup</source>
        <translation>Ordner mit der Sicherung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Backing the voices up</source>
        <translation>Die Stimmen werden gesichert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Bringing the voices back</source>
        <translation>Die Stimmen werden zurückgeholt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>nothing new</source>
        <translation>nichts Neues</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>The backup in {folder} holds {voices}; {new}.</source>
        <translation>Die Sicherung in {folder} enthält {voices}; {new}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>“{name}” was left out. {message}</source>
        <translation>„{name}“ wurde ausgelassen. {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Engines</source>
        <translation>Engines</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Other programs</source>
        <translation>Andere Programme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>What was spoken</source>
        <translation>Gesprochenes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Downloads</source>
        <translation>Downloads</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Language of the window</source>
        <translation>Sprache der Oberfläche</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Shortest recording</source>
        <translation>Kürzeste Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Countdown</source>
        <translation>Countdown</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Level before recording</source>
        <translation>Pegel vor der Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Room check</source>
        <translation>Prüfung des Raums</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Number of voices</source>
        <translation>Anzahl der Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Watermark</source>
        <translation>Wasserzeichen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Content credentials</source>
        <translation>Herkunftsnachweis</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Certificate to sign with</source>
        <translation>Zertifikat zum Signieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Key of that certificate</source>
        <translation>Schlüssel des Zertifikats</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Takes are kept</source>
        <translation>Takes aufbewahren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Ask before closing</source>
        <translation>Frage beim Beenden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Folder for speech</source>
        <translation>Ordner für Gesprochenes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Folder of recordings</source>
        <translation>Ordner der Aufnahmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Engines in memory</source>
        <translation>Engines im Speicher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Answer other programs on this computer</source>
        <translation>Anderen Programmen auf diesem Computer antworten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Mirror</source>
        <translation>Spiegelserver</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>The best for the language</source>
        <translation>Die beste für die Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Changes are saved at once.</source>
        <translation>Änderungen werden sofort gespeichert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>VoiceCloner {version} · free software under the GPL, version 3 or later</source>
        <translation>VoiceCloner {version} · freie Software unter der GPL, Version 3 oder später</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{option} of {engine}</source>
        <translation>{option} von {engine}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{chosen} (not installed)</source>
        <translation>{chosen} (nicht installiert)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Your files</source>
        <translation>Ihre Dateien</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Voices, recordings and takes lie in this folder on your own computer.</source>
        <translation>Stimmen, Aufnahmen und Takes liegen in diesem Ordner auf Ihrem eigenen Computer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all takes…</source>
        <translation>Alle Takes löschen…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all that was spoken</source>
        <translation>Alles Gesprochene endgültig löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>See whether all voices and recordings are there, and mend what can be mended.</source>
        <translation>Nachsehen, ob alle Stimmen und Aufnahmen da sind, und beheben, was sich beheben lässt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Check and repair</source>
        <translation>Prüfen und reparieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Look through the library</source>
        <translation>Die Bibliothek wird durchgesehen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>No takes</source>
        <translation>Keine Takes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{held}: what was spoken, kept as set under “What was spoken”.</source>
        <translation>{held}: Gesprochenes, aufbewahrt wie unter „Gesprochenes“ angegeben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all takes for good?</source>
        <translation>Alle Takes endgültig löschen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>What was spoken is erased here, with its texts. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>Das Gesprochene wird hier samt den Texten endgültig gelöscht. Das lässt sich nicht rückgängig machen. Dateien, die Sie anderswo gespeichert haben, bleiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase all</source>
        <translation>Alle löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Keep them</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{number} take was erased.</source>
        <translation>{number} Take wurde endgültig gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{number} takes were erased.</source>
        <translation>{number} Takes wurden endgültig gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Copy the token, which other programs need</source>
        <translation>Das Token kopieren, das andere Programme brauchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Open page</source>
        <translation>Seite öffnen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Use this program in the browser</source>
        <translation>Dieses Programm im Browser benutzen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>The token was copied.</source>
        <translation>Das Token wurde kopiert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>How the recording is said again</source>
        <translation>Wie die Aufnahme neu gesprochen wird</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>English is said anew from its words, with the timing and melody of the recording; all else as sound</source>
        <translation>Englisch wird aus den Worten neu gesprochen, mit Zeitverlauf und Melodie der Aufnahme; alles andere als Klang</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>As it suits the recording</source>
        <translation>Wie es zur Aufnahme passt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>From its words</source>
        <translation>Aus den Worten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>As sound</source>
        <translation>Als Klang</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Export the take</source>
        <translation>Take exportieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Export {number} takes</source>
        <translation>{number} Takes exportieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>The files will be called</source>
        <translation>So werden die Dateien heißen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Progress of the export</source>
        <translation>Fortschritt des Exports</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>and {number} more file</source>
        <translation>und {number} weitere Datei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>and {number} more files</source>
        <translation>und {number} weitere Dateien</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>16 bits</source>
        <translation>16 Bit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>24 bits</source>
        <translation>24 Bit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>32 bits, float</source>
        <translation>32 Bit, Gleitkomma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The voice</source>
        <translation>Die Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The first words</source>
        <translation>Die ersten Wörter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The day</source>
        <translation>Der Tag</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The time</source>
        <translation>Die Uhrzeit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The place among these takes</source>
        <translation>Die Nummer unter diesen Takes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The take’s id</source>
        <translation>Die Kennung des Takes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The language</source>
        <translation>Die Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The engine</source>
        <translation>Die Engine</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Insert…</source>
        <translation>Einfügen…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Insert what differs from take to take</source>
        <translation>Einsetzen, was von Take zu Take verschieden ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The text</source>
        <translation>Der Text</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>There is no pattern for the names of the files.</source>
        <translation>Es fehlt ein Muster für die Dateinamen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Press Insert, or type a name.</source>
        <translation>Drücken Sie auf „Einfügen“, oder geben Sie einen Namen ein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Quality</source>
        <translation>&amp;Qualität</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Sample &amp;rate</source>
        <translation>Abtast&amp;rate</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Loudness</source>
        <translation>&amp;Lautheit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Title</source>
        <translation>&amp;Titel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Artist</source>
        <translation>&amp;Interpret</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Names of the files</source>
        <translation>&amp;Namen der Dateien</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Usual for the format</source>
        <translation>Üblich für das Format</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/heard_words.py"/>
        <source>The words that are heard</source>
        <translation>Die Worte, die zu hören sind</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Type a text and hear it in one of your voices.</source>
        <translation>Geben Sie einen Text ein und hören Sie ihn in einer Ihrer Stimmen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Speaking as {name}</source>
        <translation>{name} spricht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Converting {title}</source>
        <translation>{title} wird umgewandelt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Choose the recording to say again</source>
        <translation>Die Aufnahme auswählen, die neu gesprochen werden soll</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Letters, as one would read them aloud, or phonemes of the IPA between slashes: /ˈwɪn/.</source>
        <translation>Buchstaben, wie man sie vorlesen würde, oder IPA-Lautschrift zwischen Schrägstrichen: /ˈwɪn/.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Pronunciation</source>
        <translation>Aussprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>How words are said</source>
        <translation>Wie Wörter ausgesprochen werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Say it</source>
        <translation>Sprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Hear the word in the chosen voice</source>
        <translation>Das Wort in der gewählten Stimme anhören</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Say the word like this from now on (Enter)</source>
        <translation>Das Wort von nun an so aussprechen (Eingabe)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Another word</source>
        <translation>Ein weiteres Wort</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Remove the chosen word from the list</source>
        <translation>Das gewählte Wort aus der Liste nehmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Saying “{word}”</source>
        <translation>„{word}“ wird gesprochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Word</source>
        <translation>Wort</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Said as</source>
        <translation>Aussprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Words with a pronunciation of your own</source>
        <translation>Wörter mit eigener Aussprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>&amp;Word</source>
        <translation>&amp;Wort</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Said &amp;as</source>
        <translation>Gesprochen &amp;als</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>&amp;For</source>
        <translation>&amp;Für</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>All voices</source>
        <translation>Alle Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Another voice</source>
        <translation>Eine andere Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>{engine}, with which the chosen voice speaks, cannot say phonemes.</source>
        <translation>{engine}, die Engine der gewählten Stimme, versteht keine Lautschrift.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Replace “{name}”?</source>
        <translation>„{name}“ ersetzen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>There is a file of this name already.</source>
        <translation>Es gibt schon eine Datei mit diesem Namen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>In {folder}. The file says that it is synthetic.</source>
        <translation>In {folder}. In der Datei steht, dass sie künstlich erzeugt ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Saved as {name}.</source>
        <translation>Gespeichert als {name}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Saving {name}</source>
        <translation>{name} wird gespeichert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>speech</source>
        <translation>Gesprochenes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The take has this version of the sentence now; the other one is kept.</source>
        <translation>Der Take hat jetzt diese Fassung des Satzes; die andere bleibt erhalten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Sentences</source>
        <translation>Sätze</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Sp&amp;eed</source>
        <translation>T&amp;empo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Other words, *stress* in asterisks, another spelling, another speed: as you like.</source>
        <translation>Andere Worte, *Betonung* zwischen Sternchen, eine andere Schreibweise, ein anderes Tempo: wie Sie möchten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Play this sentence, or the chosen version of it</source>
        <translation>Diesen Satz oder die gewählte Fassung abspielen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Say again</source>
        <translation>Neu sprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Say this sentence again; how it was said until now is kept</source>
        <translation>Diesen Satz neu sprechen; wie er bisher klang, bleibt erhalten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Use this version</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Use this version in the take</source>
        <translation>Diese Fassung in den Take übernehmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase version</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase this version, which is not heard in the take</source>
        <translation>Diese Fassung, die im Take nicht zu hören ist, endgültig löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Saying a sentence again</source>
        <translation>Ein Satz wird neu gesprochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase version {place} for good?</source>
        <translation>Fassung {place} endgültig löschen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The take stays as it is heard now. This cannot be undone.</source>
        <translation>Der Take bleibt, wie er jetzt klingt. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase it</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The version was erased.</source>
        <translation>Die Fassung wurde endgültig gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Versions</source>
        <translation>Fassungen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>&amp;Words</source>
        <translation>&amp;Wortlaut</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>  · {count} versions</source>
        <translation>  · {count} Fassungen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>in the take</source>
        <translation>im Take</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Version {place}</source>
        <translation>Fassung {place}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>speed {speed:.2f}</source>
        <translation>Tempo {speed:.2f}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>{facts} · seed {seed} · {text}</source>
        <translation>{facts} · Startwert {seed} · {text}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>{hint} The speech was made all the same and can be saved.</source>
        <translation>{hint} Es wurde trotzdem gesprochen und lässt sich speichern.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>Stopped. What was said so far, {length}, is kept as a take.</source>
        <translation>Gestoppt. Was bis dahin gesprochen war, {length}, bleibt als Take erhalten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>What was said until then, {length}, is kept as a take.</source>
        <translation>Was bis dahin gesprochen war, {length}, bleibt als Take erhalten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Stress the selected words ({key})</source>
        <translation>Die ausgewählten Wörter betonen ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Half a second of silence here ({key})</source>
        <translation>Hier eine halbe Sekunde Stille ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Pronunciation…</source>
        <translation>Aussprache…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Correct how words are pronounced</source>
        <translation>Die Aussprache von Wörtern berichtigen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Convert a recording…</source>
        <translation>Aufnahme umwandeln…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{engine} cannot say texts: convert a recording, or drop one here.</source>
        <translation>{engine} spricht keine Texte: Wandeln Sie eine Aufnahme um, oder ziehen Sie eine hierher.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Type what the voice should say.</source>
        <translation>Geben Sie ein, was die Stimme sagen soll.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Say a recording again in this voice; it can be dropped here too</source>
        <translation>Eine Aufnahme in dieser Stimme neu sprechen; sie lässt sich auch hierher ziehen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>The engine of this voice, {engine}, cannot convert recordings.</source>
        <translation>Die Engine dieser Stimme, {engine}, kann keine Aufnahmen umwandeln.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>What should the voice say?</source>
        <translation>Was soll die Stimme sagen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Text to say</source>
        <translation>Zu sprechender Text</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Stress</source>
        <translation>Betonen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Pronounce “{shown}” as…</source>
        <translation>„{shown}“ aussprechen als…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Picture of the speech</source>
        <translation>Darstellung des Gesprochenen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>What the voice says appears here as soon as it begins.</source>
        <translation>Was die Stimme sagt, ist hier zu sehen, sobald sie beginnt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Hear this sentence once more, from its beginning</source>
        <translation>Diesen Satz noch einmal von Anfang an hören</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Save as…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Save as WAV, MP3 and others (Ctrl+S)</source>
        <translation>Als WAV, MP3 und andere speichern (Strg+S)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Being made…</source>
        <translation>Entsteht gerade…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Speed of playback</source>
        <translation>Wiedergabetempo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>How fast it is heard; the take stays as it is</source>
        <translation>Wie schnell er zu hören ist; der Take bleibt, wie er ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>★ favourite</source>
        <translation>★ Favorit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>erased after {days}</source>
        <translation>wird nach {days} gelöscht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>saved</source>
        <translation>gespeichert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>not saved</source>
        <translation>nicht gespeichert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>stopped early</source>
        <translation>vorzeitig gestoppt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>broken off</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Takes</source>
        <translation>Takes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Search takes</source>
        <translation>Takes durchsuchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Search what was said, or the voice</source>
        <translation>Gesprochenes oder die Stimme suchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Delete the chosen takes (Del)</source>
        <translation>Die gewählten Takes löschen (Entf)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Play this take (Enter)</source>
        <translation>Diesen Take abspielen (Eingabe)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Save this take</source>
        <translation>Diesen Take speichern</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Format, loudness and names of the chosen takes (Ctrl+E)</source>
        <translation>Format, Lautheit und Namen der gewählten Takes (Strg+E)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Say the same once more</source>
        <translation>Dasselbe noch einmal sprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Keep this take for good, or not</source>
        <translation>Diesen Take dauerhaft behalten oder nicht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Show older</source>
        <translation>Ältere zeigen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Show more of the takes</source>
        <translation>Weitere Takes zeigen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>They can be brought back until VoiceCloner is closed.</source>
        <translation>Das lässt sich rückgängig machen, bis VoiceCloner beendet wird.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>What is spoken is kept for {number} day on which VoiceCloner is used, then it is erased, except favourites. It takes up {size} on the disk. Save elsewhere what you want to keep.</source>
        <translation>Gesprochenes wird aufbewahrt, bis VoiceCloner an {number} Tag verwendet wurde, und dann endgültig gelöscht, außer Favoriten. Es belegt {size} auf dem Datenträger. Speichern Sie anderswo, was Sie behalten möchten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>What is spoken is kept for {number} days on which VoiceCloner is used, then it is erased, except favourites. It takes up {size} on the disk. Save elsewhere what you want to keep.</source>
        <translation>Gesprochenes wird aufbewahrt, bis VoiceCloner an {number} Tagen verwendet wurde, und dann endgültig gelöscht, außer Favoriten. Es belegt {size} auf dem Datenträger. Speichern Sie anderswo, was Sie behalten möchten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>No take matches “{text}”.</source>
        <translation>Kein Take passt zu „{text}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Let the rule apply to it again</source>
        <translation>Die Frist wieder für ihn gelten lassen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Keep it for good</source>
        <translation>Dauerhaft behalten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>“{text}” was deleted.</source>
        <translation>„{text}“ wurde gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} take was deleted.</source>
        <translation>{number} Take wurde gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} takes were deleted.</source>
        <translation>{number} Takes wurden gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>“{text}” is back.</source>
        <translation>„{text}“ ist wieder da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} take is back.</source>
        <translation>{number} Take ist wieder da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} takes are back.</source>
        <translation>{number} Takes sind wieder da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>“{name}”</source>
        <translation>„{name}“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>{name}: {value}</source>
        <translation>{name}: {value}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>Hear what the voice sounds like (Space)</source>
        <translation>Hören, wie die Stimme klingt (Leertaste)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>“{name}” says a sentence</source>
        <translation>„{name}“ spricht einen Satz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>Press Play to hear and see the voice itself.</source>
        <translation>Drücken Sie auf „Abspielen“, um die Stimme selbst zu hören und zu sehen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Approved</source>
        <translation>Freigegeben</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Being reviewed</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Failed review</source>
        <translation>Prüfung nicht bestanden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Needs rebuild</source>
        <translation>Muss erneuert werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>&amp;Filter</source>
        <translation>&amp;Filter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Show only voices of one state, language, engine or tag</source>
        <translation>Nur Stimmen eines Zustands, einer Sprache, einer Engine oder eines Schlagworts zeigen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Filter: {kinds}</source>
        <translation>Filter: {kinds}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Any</source>
        <translation>Beliebig</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>{count} voices</source>
        <translation>{count} Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Voice of VoiceCloner (*{suffix})</source>
        <translation>Stimme von VoiceCloner (*{suffix})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Export {words}</source>
        <translation>{words} exportieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>“{name}” is too large to be dragged.</source>
        <translation>„{name}“ ist zu groß, um mit der Maus gezogen zu werden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Press Export instead.</source>
        <translation>Drücken Sie stattdessen auf „Exportieren“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Exporting {words}</source>
        <translation>Export: {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Saved as {path} ({size}).</source>
        <translation>Gespeichert als {path} ({size}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/list_and_details.py"/>
        <source>&amp;All voices</source>
        <translation>&amp;Alle Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/list_and_details.py"/>
        <source>Back to the list of voices (Alt+A)</source>
        <translation>Zurück zur Liste der Stimmen (Alt+A)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Record yourself, or drop a recording onto this window.</source>
        <translation>Nehmen Sie sich auf, oder ziehen Sie eine Aufnahme auf dieses Fenster.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Look at its review.</source>
        <translation>Sehen Sie sich die Prüfung an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Name the voice, say whose it is, and press Create voice.</source>
        <translation>Benennen Sie die Stimme, geben Sie an, wessen es ist, und drücken Sie auf „Stimme erstellen“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Recently used</source>
        <translation>Zuletzt verwendet</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Newest</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Score</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Search voices</source>
        <translation>Stimmen durchsuchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Search name, id, tags, notes</source>
        <translation>Name, Kennung, Schlagwörter, Notizen suchen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Voices in the library, and how many it may hold (see Settings)</source>
        <translation>Stimmen in der Bibliothek, und wie viele sie enthalten darf (siehe Einstellungen)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>&amp;Trash</source>
        <translation>&amp;Papierkorb</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Deleted voices (Alt+T)</source>
        <translation>Gelöschte Stimmen (Alt+P)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>No voices yet</source>
        <translation>Noch keine Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Make a voice</source>
        <translation>Stimme erstellen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>No voice matches</source>
        <translation>Keine Stimme passt dazu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Try fewer letters, or another word.</source>
        <translation>Versuchen Sie weniger Buchstaben oder ein anderes Wort.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Add a tag</source>
        <translation>Schlagwort hinzufügen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>A tag for {count} voices:</source>
        <translation>Ein Schlagwort für {count} Stimmen:</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{number}{more} found · </source>
        <translation>{number}{more} gefunden · </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{count} of {quota}: delete one first</source>
        <translation>{count} von {quota}: zuerst eine löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{count} of {quota}</source>
        <translation>{count} von {quota}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>&amp;Trash ({count})</source>
        <translation>&amp;Papierkorb ({count})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Out of 100: how closely it resembles the speaker, less for what cannot be understood and for a poor recording. Good from {good}, fair from {fair}.</source>
        <translation>Von 100: wie ähnlich sie dem Sprecher ist, mit Abzügen für Unverständliches und eine schlechte Aufnahme. Gut ab {good}, mittel ab {fair}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>How it came out has not been measured yet.</source>
        <translation>Wie sie gelungen ist, wurde noch nicht gemessen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>It says two sentences, which are compared with its recording…</source>
        <translation>Sie spricht zwei Sätze, die mit ihrer Aufnahme verglichen werden…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Find out how it came out</source>
        <translation>Herausfinden, wie sie gelungen ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>What was measured</source>
        <translation>Was gemessen wurde</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>The numbers</source>
        <translation>Die Zahlen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Score {score} of 100</source>
        <translation>Bewertung {score} von 100</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Measure again</source>
        <translation>Neu messen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/scoring.py"/>
        <source>Measuring “{name}”</source>
        <translation>„{name}“ wird gemessen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/scoring.py"/>
        <source>How “{name}” came out could not be measured. {message}</source>
        <translation>Wie „{name}“ gelungen ist, ließ sich nicht messen. {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>A&amp;dd tag…</source>
        <translation>Schlagwor&amp;t…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Give all of them a tag</source>
        <translation>Allen ein Schlagwort geben</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Write all of them into one file</source>
        <translation>Alle in eine Datei schreiben</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Put all of them into the trash</source>
        <translation>Alle in den Papierkorb legen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>{chosen} voices chosen</source>
        <translation>{chosen} Stimmen ausgewählt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/switch_button.py"/>
        <source>Hear the other one from the same place, equally loud ({key})</source>
        <translation>Von derselben Stelle an das andere hören, gleich laut ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/switch_button.py"/>
        <source>Switch between the voice and the recording</source>
        <translation>Zwischen Stimme und Aufnahme wechseln</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_rows.py"/>
        <source>{language} · deleted {when} · erased after {days}</source>
        <translation>{language} · gelöscht {when} · endgültig nach {days}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_rows.py"/>
        <source>its {part} cannot be read: it can only be erased</source>
        <translation>nicht lesbar ({part}): Sie lässt sich nur endgültig löschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Deleted voices stay here for {days} days on which VoiceCloner is used, with their recordings; then they are erased.</source>
        <translation>Gelöschte Stimmen bleiben samt ihren Aufnahmen hier, bis VoiceCloner an {days} Tagen verwendet wurde; dann werden sie endgültig gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Deleted voices</source>
        <translation>Gelöschte Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Back to the voices (Alt+T)</source>
        <translation>Zurück zu den Stimmen (Alt+P)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Restore</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Bring the voice back (Enter)</source>
        <translation>Die Stimme zurückholen (Eingabe)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase now…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase it for good (Del)</source>
        <translation>Endgültig löschen (Entf)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase all…</source>
        <translation>Leeren…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Empty the trash for good</source>
        <translation>Den Papierkorb endgültig leeren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase {number} voice for good?</source>
        <translation>{number} Stimme endgültig löschen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase {number} voices for good?</source>
        <translation>{number} Stimmen endgültig löschen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Their recordings and what was spoken with them are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>Ihre Aufnahmen und was mit ihnen gesprochen wurde, werden ebenfalls endgültig gelöscht. Das lässt sich nicht rückgängig machen. Dateien, die Sie anderswo gespeichert haben, bleiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Another voice is called “{taken}” now. Bring it back as:</source>
        <translation>Inzwischen heißt eine andere Stimme „{taken}“. Zurückholen als:</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Restore a voice</source>
        <translation>Stimme zurückholen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” is back.</source>
        <translation>„{name}“ ist wieder da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase “{name}” for good?</source>
        <translation>„{name}“ endgültig löschen?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>“{name}” was erased, with {takes}.</source>
        <translation>„{name}“ wurde endgültig gelöscht, dazu {takes}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>“{name}” was erased.</source>
        <translation>„{name}“ wurde endgültig gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} voice was erased.</source>
        <translation>{number} Stimme wurde endgültig gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} voices were erased.</source>
        <translation>{number} Stimmen wurden endgültig gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>A damaged index that was set aside in the folder of your files may still contain traces of it: {names}.</source>
        <translation>Ein beschädigter Index, der im Ordner Ihrer Dateien beiseitegelegt wurde, kann noch Angaben dazu enthalten: {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Its recordings are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>Ihre Aufnahmen werden ebenfalls endgültig gelöscht. Das lässt sich nicht rückgängig machen. Dateien, die Sie anderswo gespeichert haben, bleiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Its recordings and what it has spoken ({takes}) are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>Ihre Aufnahmen und was sie gesprochen hat ({takes}), werden ebenfalls endgültig gelöscht. Das lässt sich nicht rückgängig machen. Dateien, die Sie anderswo gespeichert haben, bleiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>It stays in the trash for {days} days on which VoiceCloner is used.</source>
        <translation>Sie bleibt im Papierkorb, bis VoiceCloner an {days} Tagen verwendet wurde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>They stay in the trash for {days} days on which VoiceCloner is used.</source>
        <translation>Sie bleiben im Papierkorb, bis VoiceCloner an {days} Tagen verwendet wurde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” did not pass its review: it cannot be used.</source>
        <translation>„{name}“ hat die Prüfung nicht bestanden und kann nicht verwendet werden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” passed its review.</source>
        <translation>„{name}“ hat die Prüfung bestanden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Reviewing “{name}”</source>
        <translation>„{name}“ wird geprüft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{tagged} voices have the tag “{tag}” now.</source>
        <translation>{tagged} Stimmen haben jetzt das Schlagwort „{tag}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Giving {count} voices a tag</source>
        <translation>{count} Stimmen erhalten ein Schlagwort</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Deleting {count} voices</source>
        <translation>{count} Stimmen werden gelöscht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” was deleted.</source>
        <translation>„{name}“ wurde gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{count} voices were deleted.</source>
        <translation>{count} Stimmen wurden gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Bringing {count} voices back</source>
        <translation>{count} Stimmen werden zurückgeholt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{count} voices are back.</source>
        <translation>{count} Stimmen sind wieder da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>the sound alone</source>
        <translation>nur dem Klang</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>the sound and the words spoken in it</source>
        <translation>dem Klang und den darin gesprochenen Worten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>It has to be rebuilt before it can be heard.</source>
        <translation>Sie muss erneuert werden, bevor sie zu hören ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Its recording did not pass its review.</source>
        <translation>Ihre Aufnahme hat die Prüfung nicht bestanden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The recording it was made from</source>
        <translation>Die Aufnahme, aus der sie entstand</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>What else is known about it</source>
        <translation>Was sonst von ihr bekannt ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Speak with it (Enter)</source>
        <translation>Damit sprechen (Eingabe)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rename (F2)</source>
        <translation>Umbenennen (F2)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rebuild</source>
        <translation>Erneuern</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Make it anew from its kept recording</source>
        <translation>Aus der aufbewahrten Aufnahme neu erstellen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Save it as a file for another computer</source>
        <translation>Als Datei für einen anderen Computer speichern</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Delete (Del)</source>
        <translation>Löschen (Entf)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Review again</source>
        <translation>Neu prüfen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Check it as a new recording would be checked</source>
        <translation>Nach den heutigen Maßstäben prüfen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Details of the voice</source>
        <translation>Einzelheiten der Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The recording</source>
        <translation>Die Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{engine} cannot say texts.</source>
        <translation>{engine} spricht keine Texte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Failed its review: {reasons}</source>
        <translation>Prüfung nicht bestanden: {reasons}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>It is being reviewed again.</source>
        <translation>Sie wird gerade neu geprüft.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Needs rebuild: {reason}.</source>
        <translation>Muss erneuert werden: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Whose voice</source>
        <translation>Wessen Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Made of</source>
        <translation>Erstellt aus</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Last used</source>
        <translation>Zuletzt verwendet</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{name} ({facts})</source>
        <translation>{name} ({facts})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Id: {id}</source>
        <translation>Kennung: {id}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Engine: {engine_id}, revision {engine_revision}</source>
        <translation>Engine: {engine_id}, Revision {engine_revision}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Made by VoiceCloner {program_version}</source>
        <translation>Erstellt mit VoiceCloner {program_version}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{transcript}
(not used)</source>
        <translation>{transcript}
(nicht verwendet)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_name.py"/>
        <source>Give the voice a name.</source>
        <translation>Geben Sie der Stimme einen Namen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>good recording</source>
        <translation>gute Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>usable recording</source>
        <translation>brauchbare Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>failed review</source>
        <translation>nicht bestanden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>being reviewed</source>
        <translation>wird geprüft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>needs rebuild</source>
        <translation>muss erneuert werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>score {score} of 100, {grade}</source>
        <translation>Bewertung {score} von 100, {grade}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>used {when}</source>
        <translation>verwendet {when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>made {when}</source>
        <translation>erstellt {when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>Separated by commas, for example: family, audiobook</source>
        <translation>Durch Kommas getrennt, zum Beispiel: Familie, Hörbuch</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>What you want to remember</source>
        <translation>Was Sie sich merken möchten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>Ta&amp;gs</source>
        <translation>Schla&amp;gwörter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>N&amp;otes</source>
        <translation>N&amp;otizen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>the voice of the person who made it</source>
        <translation>die Stimme der Person, die sie erstellt hat</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>made with the speaker’s consent</source>
        <translation>mit Einverständnis des Sprechers erstellt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>made from a recording in the public domain</source>
        <translation>aus einer gemeinfreien Aufnahme erstellt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>the person who gave you the file</source>
        <translation>dem, der Ihnen die Datei gab</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>somebody who gave them the voice</source>
        <translation>jemandem, der ihm die Stimme gab</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>That is their statement, not yours: until you state consent anew, what you import may not be passed on.</source>
        <translation>Das ist dessen Angabe, nicht Ihre: Bis Sie das Einverständnis selbst neu angeben, darf das Importierte nicht weitergegeben werden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Import {title}?</source>
        <translation>{title} importieren?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Importing voices</source>
        <translation>Stimmen werden importiert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Nothing new came in.</source>
        <translation>Es kam nichts Neues hinzu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{former}” is called “{name}” here: the name was taken.</source>
        <translation>„{former}“ heißt hier „{name}“: Der Name war vergeben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was imported.</source>
        <translation>„{name}“ wurde importiert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were imported.</source>
        <translation>{number} Stimmen wurden importiert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was put in the trash again.</source>
        <translation>„{name}“ wurde wieder in den Papierkorb gelegt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were put in the trash again.</source>
        <translation>{number} Stimmen wurden wieder in den Papierkorb gelegt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was here already and stayed unchanged.</source>
        <translation>„{name}“ war schon hier und blieb unverändert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were here already and stayed unchanged.</source>
        <translation>{number} Stimmen waren schon hier und blieben unverändert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>From {where} ({size}). Nothing in your library is replaced.</source>
        <translation>Aus {where} ({size}). In Ihrer Bibliothek wird nichts ersetzt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{ground} ({speaker})</source>
        <translation>{ground} ({speaker})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}”: {ground}, stated on {day} by {stater}.</source>
        <translation>„{name}“: {ground}, angegeben am {day} von {stater}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>It is {ground}, stated on {day} by {stater}.</source>
        <translation>Sie ist {ground}, angegeben am {day} von {stater}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/job_bridge.py"/>
        <source>The log tells more.</source>
        <translation>Im Protokoll steht mehr.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was recorded so far is kept, and offered when VoiceCloner starts again.</source>
        <translation>Was bisher aufgenommen wurde, bleibt erhalten und wird beim nächsten Start von VoiceCloner angeboten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Keep it and close</source>
        <translation>Behalten und beenden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on recording</source>
        <translation>Weiter aufnehmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Something is being spoken.</source>
        <translation>Es wird gerade etwas gesprochen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was said so far is kept, and is among the takes when VoiceCloner starts again.</source>
        <translation>Was bisher gesprochen wurde, bleibt erhalten und steht beim nächsten Start von VoiceCloner unter den Takes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on speaking</source>
        <translation>Weitersprechen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>A book or a table is being read aloud.</source>
        <translation>Es wird gerade ein Buch oder eine Tabelle vorgelesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was said so far is kept; it can go on, on the page “Long texts”, when VoiceCloner starts again.</source>
        <translation>Was bisher gesprochen wurde, bleibt erhalten; nach dem nächsten Start von VoiceCloner geht es auf der Seite „Lange Texte“ weiter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on reading</source>
        <translation>Weiterlesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>One take is not saved.</source>
        <translation>Ein Take ist nicht gespeichert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>{number} takes are not saved.</source>
        <translation>{number} Takes sind nicht gespeichert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>It is here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you want to keep for good.</source>
        <translation>Er ist beim nächsten Start von VoiceCloner wieder da und wird aufbewahrt, bis es an {days} Tagen verwendet wurde. Speichern Sie, was Sie dauerhaft behalten möchten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>They are here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you want to keep for good.</source>
        <translation>Sie sind beim nächsten Start von VoiceCloner wieder da und werden aufbewahrt, bis es an {days} Tagen verwendet wurde. Speichern Sie, was Sie dauerhaft behalten möchten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Do not ask this again</source>
        <translation>Nicht mehr fragen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>The library is in order; {number} voice was looked through.</source>
        <translation>Die Bibliothek ist in Ordnung; {number} Stimme wurde durchgesehen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>The library is in order; {number} voices were looked through.</source>
        <translation>Die Bibliothek ist in Ordnung; {number} Stimmen wurden durchgesehen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/messages.py"/>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/messages.py"/>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Off: no other program can connect.</source>
        <translation>Aus: Andere Programme können sich nicht verbinden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Starting…</source>
        <translation>Wird gestartet…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>The service stopped by itself. Switch it off and on again.</source>
        <translation>Der Dienst hat sich von selbst beendet. Schalten Sie ihn aus und wieder ein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Running at {address}</source>
        <translation>Läuft unter {address}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>“{name}” was rebuilt with {title}.</source>
        <translation>„{name}“ wurde mit {title} erneuert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Rebuilding “{name}”</source>
        <translation>„{name}“ wird erneuert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>“{name}” has to be rebuilt before it can speak.</source>
        <translation>„{name}“ muss erneuert werden, um sprechen zu können.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>{reason}. The voice is made anew from its kept recording; nothing of it is lost.</source>
        <translation>{reason}. Die Stimme wird aus ihrer aufbewahrten Aufnahme neu erstellt; nichts geht verloren.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Rebuild it</source>
        <translation>Erneuern</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/wording.py"/>
        <source>d MMMM yyyy</source>
        <translation>d. MMMM yyyy</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <location filename="../../voicecloner/__main__.py"/>
        <source>voicecloner: {message}
  {hint}</source>
        <translation>voicecloner: {message}
  {hint}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>it is not a file</source>
        <translation>es ist keine Datei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>There is no folder “{parent}”.</source>
        <translation>Es gibt keinen Ordner „{parent}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Make it first, or choose another.</source>
        <translation>Legen Sie ihn zuerst an, oder wählen Sie einen anderen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Nothing can be written in {folder}.</source>
        <translation>In {folder} kann nichts geschrieben werden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Check its permissions.</source>
        <translation>Prüfen Sie die Zugriffsrechte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>The folder {folder} cannot be made.</source>
        <translation>Der Ordner {folder} lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Choose another folder.</source>
        <translation>Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>There is no permission to write or read {shown}.</source>
        <translation>Es fehlt die Berechtigung, {shown} zu schreiben oder zu lesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>“{longest}…” is longer than a name may be.</source>
        <translation>„{longest}…“ ist länger, als ein Name sein darf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Choose a shorter one.</source>
        <translation>Wählen Sie einen kürzeren.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{shown} could not be written or read: {strerror}.</source>
        <translation>{shown} konnte nicht geschrieben oder gelesen werden: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>The disk is full: nothing more can be written in {parent}.</source>
        <translation>Der Datenträger ist voll: In {parent} kann nichts mehr geschrieben werden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Free some space on it, then try again.</source>
        <translation>Geben Sie Platz darauf frei, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{parent} does not exist.</source>
        <translation>{parent} gibt es nicht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Check that the folder or the drive is still there.</source>
        <translation>Prüfen Sie, ob der Ordner oder das Laufwerk noch da ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Nothing can be saved in {parent}.</source>
        <translation>In {parent} kann nichts gespeichert werden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{path} does not exist.</source>
        <translation>{path} gibt es nicht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <source>Windows WASAPI</source>
        <translation>Windows WASAPI</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <source>The loudspeaker “{name}” is not connected: the system’s own one is used.</source>
        <translation>Der Lautsprecher „{name}“ ist nicht angeschlossen: Es wird der des Systems verwendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound system does not answer.</source>
        <translation>Das Audiosystem antwortet nicht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Plug it in, allow its use in the system's settings, then press “Look for a new microphone”</source>
        <translation>Schließen Sie es an, erlauben Sie seine Nutzung in den Systemeinstellungen, und drücken Sie auf „Nach einem neuen Mikrofon suchen“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Plug it in, press “Look for a new loudspeaker” in the settings, then play again</source>
        <translation>Schließen Sie ihn an, drücken Sie in den Einstellungen auf „Nach einem neuen Lautsprecher suchen“, und spielen Sie erneut ab</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound library PortAudio is missing.</source>
        <translation>Die Audiobibliothek PortAudio fehlt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Install it (Debian and Ubuntu: sudo apt install libportaudio2), then start VoiceCloner again.</source>
        <translation>Installieren Sie sie (Debian und Ubuntu: sudo apt install libportaudio2), und starten Sie VoiceCloner neu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound library PortAudio does not start ({error}).</source>
        <translation>Die Audiobibliothek PortAudio startet nicht ({error}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>New devices cannot be looked for while sound is recorded or played.</source>
        <translation>Während aufgenommen oder abgespielt wird, lassen sich keine Geräte suchen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Stop recording and playing, then look again.</source>
        <translation>Beenden Sie Aufnahme und Wiedergabe, und suchen Sie dann erneut.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>{kind} “{info}” cannot be opened.</source>
        <translation>{kind} „{info}“ lässt sich nicht öffnen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>{kind} “{name}” is no longer there.</source>
        <translation>{kind} „{name}“ ist nicht mehr da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>No microphone was found.</source>
        <translation>Es wurde kein Mikrofon gefunden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>No loudspeaker was found.</source>
        <translation>Es wurde kein Lautsprecher gefunden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The microphone</source>
        <translation>Das Mikrofon</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The loudspeaker</source>
        <translation>Der Lautsprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>the system’s default device</source>
        <translation>das Standardgerät des Systems</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The device does not start.</source>
        <translation>Das Gerät startet nicht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <source>The recording cannot be written to {path} ({strerror}).</source>
        <translation>Die Aufnahme lässt sich nicht in {path} schreiben ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <location filename="../../voicecloner/use_cases/recording/record_reference.py"/>
        <source>Nothing is being recorded.</source>
        <translation>Es wird nichts aufgenommen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <source>A recording is already under way.</source>
        <translation>Es läuft bereits eine Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>Stop it first.</source>
        <translation>Beenden Sie sie zuerst.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone sends nothing but silence. It is muted, or another one has taken its place.</source>
        <translation>Das Mikrofon sendet nur Stille. Es ist stummgeschaltet, oder ein anderes ist an seine Stelle getreten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone went away.</source>
        <translation>Das Mikrofon wurde getrennt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>{name}, input {number}</source>
        <translation>{name}, Eingang {number}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone does not answer.</source>
        <translation>Das Mikrofon antwortet nicht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone went away</source>
        <translation>Das Mikrofon wurde getrennt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The recording could not be written any further ({strerror})</source>
        <translation>Die Aufnahme ließ sich nicht weiter schreiben ({strerror})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>A recording ends after an hour</source>
        <translation>Eine Aufnahme endet nach einer Stunde</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>; {seconds} s were kept</source>
        <translation>; {seconds} s blieben erhalten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The recording could not be finished ({strerror}).</source>
        <translation>Die Aufnahme ließ sich nicht abschließen ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>This is not a recording made by VoiceCloner.</source>
        <translation>Das ist keine Aufnahme von VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recordings in {folder} cannot be looked at ({strerror}).</source>
        <translation>Die Aufnahmen in {folder} lassen sich nicht ansehen ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be read ({strerror}).</source>
        <translation>Die Aufnahme {name} ist nicht lesbar ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} is still being made.</source>
        <translation>Die Aufnahme {name} läuft noch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be recovered ({strerror}).</source>
        <translation>Die Aufnahme {name} lässt sich nicht retten ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be kept ({strerror}).</source>
        <translation>Die Aufnahme {name} lässt sich nicht aufbewahren ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_part.py"/>
        <source>“{name}” was broken off before its first sound.</source>
        <translation>„{name}“ brach vor dem ersten Ton ab.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/audiobook.py"/>
        <source>“{name}” could not be written: {strerror}.</source>
        <translation>„{name}“ konnte nicht geschrieben werden: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” holds no sound that can be read.</source>
        <translation>„{name}“ enthält keinen lesbaren Ton.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a picture, not a sound file.</source>
        <translation>„{name}“ ist ein Bild, keine Audiodatei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a text, not a sound file.</source>
        <translation>„{name}“ ist ein Text, keine Audiodatei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is an archive, not a sound file.</source>
        <translation>„{name}“ ist ein Archiv, keine Audiodatei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a document, not a sound file.</source>
        <translation>„{name}“ ist ein Dokument, keine Audiodatei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is cut off or damaged: its index cannot be read, and without it none of its sound.</source>
        <translation>„{name}“ ist abgeschnitten oder beschädigt: Der Index ist nicht lesbar, und ohne ihn ist es auch der Ton nicht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” has no sound track.</source>
        <translation>„{name}“ hat keine Tonspur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>The sound in “{name}” is in a format that cannot be read.</source>
        <translation>Der Ton in „{name}“ hat ein Format, das nicht lesbar ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>“{name}” is a sound file without any sound in it.</source>
        <translation>„{name}“ ist eine Audiodatei ohne Ton darin.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” ends before the stretch that was chosen.</source>
        <translation>„{name}“ endet vor dem gewählten Ausschnitt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” does not say where in it the chosen stretch lies.</source>
        <translation>„{name}“ sagt nicht, wo der gewählte Ausschnitt darin liegt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is so damaged that nothing of its sound can be read.</source>
        <translation>„{name}“ ist so beschädigt, dass sich nichts vom Ton lesen lässt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” claims a sample rate of {sample_rate} Hz; 4000 to 384000 Hz can be read.</source>
        <translation>„{name}“ gibt eine Abtastrate von {sample_rate} Hz an; lesbar sind 4000 bis 384000 Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” claims to have {channels} channels; 1 to 64 can be read.</source>
        <translation>„{name}“ gibt {channels} Kanäle an; lesbar sind 1 bis 64.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” needs more memory to be read than a recording should.</source>
        <translation>„{name}“ braucht zum Lesen mehr Arbeitsspeicher, als eine Aufnahme brauchen sollte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is damaged in a way that stops the decoder.</source>
        <translation>„{name}“ ist so beschädigt, dass der Decoder abbricht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>Choose another copy of the recording, or another recording.</source>
        <translation>Wählen Sie eine andere Kopie der Aufnahme oder eine andere Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Convert the recording to WAV, then choose that.</source>
        <translation>Wandeln Sie die Aufnahme in WAV um, und wählen Sie diese Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Unpack it first, then import the recordings in it.</source>
        <translation>Entpacken Sie es zuerst, und importieren Sie die Aufnahmen darin.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Choose an earlier start.</source>
        <translation>Wählen Sie einen früheren Anfang.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Save it with one or two channels, then choose that.</source>
        <translation>Speichern Sie sie mit einem oder zwei Kanälen, und wählen Sie diese Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Cut out the minutes you need, then import those.</source>
        <translation>Schneiden Sie die benötigten Minuten heraus, und importieren Sie diese.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>It sent more than was asked for.</source>
        <translation>Es kam mehr als angefordert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Reading “{path}” took longer than {time_limit_s} s and was stopped.</source>
        <translation>Das Lesen von „{path}“ dauerte länger als {time_limit_s} s und wurde gestoppt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/streaming.py"/>
        <source>Convert the recording to WAV, then import that.</source>
        <translation>Wandeln Sie die Aufnahme in WAV um, und importieren Sie diese Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>The decoder cannot be started.</source>
        <translation>Der Decoder lässt sich nicht starten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>Install the program again.</source>
        <translation>Installieren Sie das Programm neu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” could not be read from its disk.</source>
        <translation>„{name}“ ließ sich nicht vom Datenträger lesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>Check its permissions and its disk.</source>
        <translation>Prüfen Sie die Zugriffsrechte und den Datenträger.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>It may have been moved or deleted; if it is there, check its permissions and its disk.</source>
        <translation>Die Datei wurde vielleicht verschoben oder gelöscht; wenn sie da ist, prüfen Sie die Zugriffsrechte und den Datenträger.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>VoiceCloner wrote it itself: make it again.</source>
        <translation>VoiceCloner hat sie selbst geschrieben: Erstellen Sie sie neu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>The sound to be written holds values that are not numbers.</source>
        <translation>Der zu schreibende Ton enthält Werte, die keine Zahlen sind.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>WAV sound</source>
        <translation>WAV-Audio</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>FLAC sound, smaller</source>
        <translation>FLAC-Audio, kleiner</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Ogg Vorbis sound</source>
        <translation>Ogg-Vorbis-Audio</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Opus sound, smallest</source>
        <translation>Opus-Audio, am kleinsten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>MP3 sound</source>
        <translation>MP3-Audio</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>M4A sound (AAC)</source>
        <translation>M4A-Audio (AAC)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Use a name that ends in one of {writable_suffixes}.</source>
        <translation>Verwenden Sie einen Namen mit einer dieser Endungen: {writable_suffixes}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>“{name}” does not say in which format to save.</source>
        <translation>„{name}“ sagt nicht, in welchem Format gespeichert werden soll.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Sound cannot be saved as “{suffix}”.</source>
        <translation>Ton lässt sich nicht als „{suffix}“ speichern.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>“{name}” cannot be read.</source>
        <translation>„{name}“ ist nicht lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <location filename="../../voicecloner/speech/documents/markup_tree.py"/>
        <source>“{name}” is damaged and cannot be read.</source>
        <translation>„{name}“ ist beschädigt und nicht lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>{bits} bits per sample cannot be written to {found} files.</source>
        <translation>{bits} Bit je Abtastwert lassen sich nicht in {found}-Dateien schreiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Use {known}.</source>
        <translation>Verwenden Sie {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>The bit rate of {found} files cannot be chosen.</source>
        <translation>Die Bitrate von {found}-Dateien lässt sich nicht wählen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Leave it out.</source>
        <translation>Lassen Sie sie weg.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>{kbit_per_s} kbit/s cannot be written to {found} files of {sample_rate} Hz.</source>
        <translation>{kbit_per_s} kbit/s lassen sich nicht in {found}-Dateien mit {sample_rate} Hz schreiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Choose {least} to {most}, or a higher sample rate.</source>
        <translation>Wählen Sie {least} bis {most} oder eine höhere Abtastrate.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Choose {least} to {most}.</source>
        <translation>Wählen Sie {least} bis {most}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Sound files have no field named “{unknown}”.</source>
        <translation>Audiodateien haben kein Feld namens „{unknown}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>VoiceCloner {version}</source>
        <translation>VoiceCloner {version}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Nothing more can be written in {parent}: the disk is full or has gone away.</source>
        <translation>In {parent} kann nichts mehr geschrieben werden: Der Datenträger ist voll oder nicht mehr da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Free some space on it, or choose another folder.</source>
        <translation>Geben Sie Platz darauf frei, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>There is no file “{name}”.</source>
        <translation>Es gibt keine Datei „{name}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Check the name and the folder.</source>
        <translation>Prüfen Sie den Namen und den Ordner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” cannot be opened.</source>
        <translation>„{name}“ lässt sich nicht öffnen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Check its permissions and those of its folder.</source>
        <translation>Prüfen Sie die Zugriffsrechte der Datei und ihres Ordners.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is a folder, not a sound file.</source>
        <translation>„{name}“ ist ein Ordner, keine Audiodatei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose the recordings in it.</source>
        <translation>Wählen Sie die Aufnahmen darin.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is a device or a pipe, not a sound file.</source>
        <translation>„{name}“ ist ein Gerät oder eine Pipe, keine Audiodatei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is empty.</source>
        <translation>„{name}“ ist leer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is larger than 16 GB.</source>
        <translation>„{name}“ ist größer als 16 GB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” has no channel {channel}.</source>
        <translation>„{name}“ hat keinen Kanal {channel}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose 1 to {shape}.</source>
        <translation>Wählen Sie 1 bis {shape}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” holds less than a tenth of a second of sound.</source>
        <translation>„{name}“ enthält weniger als eine Zehntelsekunde Ton.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose a longer recording.</source>
        <translation>Wählen Sie eine längere Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged near this stretch; parts may be missing.</source>
        <translation>Die Datei ist bei diesem Ausschnitt beschädigt; es können Teile fehlen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The recording is {promised_s} long</source>
        <translation>Die Aufnahme ist {promised_s} lang</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The recording is long</source>
        <translation>Die Aufnahme ist lang</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>{whole}; only its first {read_s} are used.</source>
        <translation>{whole}; nur die ersten {read_s} werden verwendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {read_s} of {promised_s} could be read.</source>
        <translation>Die Datei ist beschädigt: {read_s} von {promised_s} waren lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>According to its header the file is {stated} long, but it holds {held}: all of it is used.</source>
        <translation>Laut Dateikopf ist die Datei {stated} lang, sie enthält aber {held}: Alles wird verwendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {read_s} of it could be read.</source>
        <translation>Die Datei ist beschädigt: {read_s} davon waren lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The end of the file is missing: {read_s} could be read.</source>
        <translation>Das Ende der Datei fehlt: {read_s} waren lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is {parts} recordings one after the other: all {read_s} are used.</source>
        <translation>Die Datei besteht aus {parts} Aufnahmen hintereinander: Alle {read_s} werden verwendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>{note} Parts of it are damaged.</source>
        <translation>{note} Teile davon sind beschädigt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Most values in “{name}” are not numbers, so it holds no sound.</source>
        <translation>Die meisten Werte in „{name}“ sind keine Zahlen; die Datei enthält also keinen Ton.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {count} of its {size} values are not numbers and were replaced by silence.</source>
        <translation>Die Datei ist beschädigt: {count} ihrer {size} Werte sind keine Zahlen und wurden durch Stille ersetzt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The sound went {over_db} dB beyond full scale and was turned down by as much; nothing of it is lost.</source>
        <translation>Der Ton ging {over_db} dB über die Vollaussteuerung hinaus und wurde um so viel leiser gestellt; nichts geht verloren.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>{least} to {most}</source>
        <translation>{least} bis {most}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Sound of {rate} Hz cannot be saved as “{suffix}”.</source>
        <translation>Ton mit {rate} Hz lässt sich nicht als „{suffix}“ speichern.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Choose {choice} Hz.</source>
        <translation>Wählen Sie {choice} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Speech cannot be brought to {loudness_lufs} LUFS.</source>
        <translation>Gesprochenes lässt sich nicht auf {loudness_lufs} LUFS bringen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Choose {least} to {most}; usual are -23, -19 and -16.</source>
        <translation>Wählen Sie {least} bis {most}; üblich sind -23, -19 und -16.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/stream_encoding.py"/>
        <source>Sound cannot be sent as “{name}”.</source>
        <translation>Ton lässt sich nicht als „{name}“ senden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/stream_encoding.py"/>
        <source>Choose one of {stream_formats}.</source>
        <translation>Möglich sind: {stream_formats}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/streaming.py"/>
        <source>Reading “{path}” came to a standstill and was stopped.</source>
        <translation>Das Lesen von „{path}“ kam nicht mehr voran und wurde gestoppt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/playback.py"/>
        <source>The loudspeaker went away.</source>
        <translation>Der Lautsprecher wurde getrennt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/playback.py"/>
        <source>Plug it in or choose another one, then play again.</source>
        <translation>Schließen Sie ihn an oder wählen Sie einen anderen, und spielen Sie erneut ab.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>Playing cannot begin before the start of the sound.</source>
        <translation>Die Wiedergabe kann nicht vor dem Anfang des Tons beginnen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>{name} holds no sound that can be played.</source>
        <translation>{name} enthält keinen abspielbaren Ton.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>{name} cannot be played to its end.</source>
        <translation>{name} lässt sich nicht bis zum Ende abspielen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/tempo.py"/>
        <source>Sound cannot be played at a speed of {speed}.</source>
        <translation>Ton lässt sich nicht im Tempo {speed} abspielen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/tempo.py"/>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose {slowest} to {fastest}.</source>
        <translation>Wählen Sie {slowest} bis {fastest}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>A constant offset is removed.</source>
        <translation>Ein konstanter Gleichanteil wird entfernt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Sound below {high_pass_hz} Hz is filtered out.</source>
        <translation>Ton unter {high_pass_hz} Hz wird herausgefiltert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Silence at the start and the end is cut off.</source>
        <translation>Stille am Anfang und am Ende wird abgeschnitten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>The loudness is brought to {target_lufs} LUFS.</source>
        <translation>Die Lautheit wird auf {target_lufs} LUFS gebracht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Peaks above {highest_peak} are avoided by turning the sound down.</source>
        <translation>Spitzen über {highest_peak} werden vermieden, indem der Ton leiser gestellt wird.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>An offset of {offset} % of full scale was removed.</source>
        <translation>Ein Gleichanteil von {offset} % der Vollaussteuerung wurde entfernt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>; it held {lost_percent} % of the power</source>
        <translation>; darin lagen {lost_percent} % der Leistung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Sound below {high_pass_hz} Hz was filtered out{share}.</source>
        <translation>Ton unter {high_pass_hz} Hz wurde herausgefiltert{share}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {start_s} s of silence from the start and {end_s} s of silence from the end.</source>
        <translation>Abgeschnitten: {start_s} s Stille am Anfang und {end_s} s Stille am Ende.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {start_s} s of silence from the start.</source>
        <translation>Abgeschnitten: {start_s} s Stille am Anfang.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {end_s} s of silence from the end.</source>
        <translation>Abgeschnitten: {end_s} s Stille am Ende.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>so that its loudness is about {target_lufs} LUFS</source>
        <translation>sodass die Lautheit etwa {target_lufs} LUFS beträgt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>so that its peaks stay below full scale</source>
        <translation>sodass die Spitzen unter der Vollaussteuerung bleiben</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Turned up by {changed_db} dB {why}.</source>
        <translation>Um {changed_db} dB lauter gestellt, {why}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Turned down by {changed_db} dB {why}.</source>
        <translation>Um {changed_db} dB leiser gestellt, {why}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/children/packets.py"/>
        <source>{count} and {count2} bytes</source>
        <translation>{count} und {count2} Bytes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/consent.py"/>
        <source>be given to others as a file</source>
        <translation>als Datei weitergegeben werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/consent.py"/>
        <source>be used over HTTP</source>
        <translation>über HTTP verwendet werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{words} of {words2} words understood</source>
        <translation>{words} von {words2} Wörtern verstanden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{likeness} like the recording</source>
        <translation>zu {likeness} wie die Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>nothing wrong with it</source>
        <translation>nichts zu beanstanden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>much too long for its text</source>
        <translation>viel zu lang für den Text</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>too short for its text</source>
        <translation>zu kurz für den Text</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>silent for {longest_silence_s} s</source>
        <translation>{longest_silence_s} s lang still</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>its peaks are cut off</source>
        <translation>Spitzen sind abgeschnitten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{words} of {words2} words not understood</source>
        <translation>{words} von {words2} Wörtern nicht verstanden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>“{repeated}” is said twice</source>
        <translation>„{repeated}“ wird zweimal gesagt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>it says “{leaked}”, which comes from the recording</source>
        <translation>gesagt wird „{leaked}“, was aus der Aufnahme stammt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>only {likeness} like the recording</source>
        <translation>nur zu {likeness} wie die Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The word</source>
        <translation>Das Wort</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The spoken form</source>
        <translation>Die Aussprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} is longer than {most} characters.</source>
        <translation>{what} hat mehr als {most} Zeichen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Shorten it.</source>
        <translation>Kürzen Sie es.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} contains characters that cannot be said.</source>
        <translation>{what} enthält Zeichen, die sich nicht sprechen lassen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Write it without &lt; &gt; * [ ].</source>
        <translation>Schreiben Sie es ohne &lt; &gt; * [ ].</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} has nothing in it that can be said.</source>
        <translation>{what} enthält nichts, was sich sprechen lässt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Type letters or figures.</source>
        <translation>Geben Sie Buchstaben oder Ziffern ein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>“{spoken}” is not written in phonemes.</source>
        <translation>„{spoken}“ ist keine Lautschrift.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Write letters of the IPA between two slashes, such as /ˈwɪn/, or letters without slashes.</source>
        <translation>Schreiben Sie IPA-Zeichen zwischen zwei Schrägstriche, etwa /ˈwɪn/, oder Buchstaben ohne Schrägstriche.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/requests.py"/>
        <source>“{name}” of the request cannot be {value}.</source>
        <translation>„{name}“ der Anfrage kann nicht {value} sein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/requests.py"/>
        <source>It must be {hint}.</source>
        <translation>Erwartet wird: {hint}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Record again: 30 seconds in a quiet, furnished room, close to the microphone, then make the voice anew</source>
        <translation>Nehmen Sie neu auf: 30 Sekunden in einem ruhigen, möblierten Raum, nah am Mikrofon; erstellen Sie die Stimme dann neu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice, or record again and speak distinctly</source>
        <translation>Erneuern Sie die Stimme, oder nehmen Sie neu auf und sprechen Sie deutlich</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>very clear</source>
        <translation>sehr deutlich</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>mostly clear</source>
        <translation>meist deutlich</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>hard to understand</source>
        <translation>schwer zu verstehen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>with noise or artefacts</source>
        <translation>mit Rauschen oder Artefakten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>but from a poor recording</source>
        <translation>aber aus einer schlechten Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds like you</source>
        <translation>klingt wie Sie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds like the speaker</source>
        <translation>klingt wie der Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds rather like you</source>
        <translation>klingt ungefähr wie Sie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds rather like the speaker</source>
        <translation>klingt ungefähr wie der Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>does not sound like you</source>
        <translation>klingt nicht wie Sie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>does not sound like the speaker</source>
        <translation>klingt nicht wie der Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>much flatter than you</source>
        <translation>viel eintöniger als Sie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>much flatter than the speaker</source>
        <translation>viel eintöniger als der Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>a little flatter than you</source>
        <translation>etwas eintöniger als Sie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>a little flatter than the speaker</source>
        <translation>etwas eintöniger als der Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Read in a livelier way when you record</source>
        <translation>Lesen Sie beim Aufnehmen lebhafter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>livelier than you</source>
        <translation>lebhafter als Sie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>livelier than the speaker</source>
        <translation>lebhafter als der Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Read in the tone the voice is to have</source>
        <translation>Lesen Sie in dem Tonfall, den die Stimme haben soll</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>higher than you</source>
        <translation>höher als Sie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>higher than the speaker</source>
        <translation>höher als der Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>deeper than you</source>
        <translation>tiefer als Sie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>deeper than the speaker</source>
        <translation>tiefer als der Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice</source>
        <translation>Erneuern Sie die Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>slower than you</source>
        <translation>langsamer als Sie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>slower than the speaker</source>
        <translation>langsamer als der Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>faster than you</source>
        <translation>schneller als Sie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>faster than the speaker</source>
        <translation>schneller als der Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Choose a higher speaking speed</source>
        <translation>Wählen Sie zum Sprechen ein höheres Tempo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Choose a lower speaking speed</source>
        <translation>Wählen Sie zum Sprechen ein niedrigeres Tempo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice, or make it from a longer recording</source>
        <translation>Erneuern Sie die Stimme, oder erstellen Sie sie aus einer längeren Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{words} of {words2} words were understood</source>
        <translation>{words} von {words2} Wörtern wurden verstanden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Likeness: {likeness} of what the recording reaches with itself ({likeness2} by the first measure, {likeness3} by the second)</source>
        <translation>Ähnlichkeit: {likeness} dessen, was die Aufnahme mit sich selbst erreicht ({likeness2} nach dem ersten Maß, {likeness3} nach dem zweiten)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Sound quality: {naturalness} of 5, that of the recording {recording_naturalness}</source>
        <translation>Klangqualität: {naturalness} von 5, die der Aufnahme {recording_naturalness}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Compared with the recording: pitch {pitch_st} semitones, range of pitch {range_ratio}, pace {pace_ratio}</source>
        <translation>Im Vergleich zur Aufnahme: Tonhöhe {pitch_st} Halbtöne, Tonumfang {range_ratio}, Tempo {pace_ratio}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Among {others} speakers both measures take it for the right one</source>
        <translation>Unter {others} Sprechern halten beide Maße die Stimme für die des richtigen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Among {others} speakers the right one comes in place {place} by the first measure, {place2} by the second</source>
        <translation>Unter {others} Sprechern kommt der richtige nach dem ersten Maß auf Platz {place}, nach dem zweiten auf Platz {place2}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{warnings} warning about the recording, which cost {warning_points} points</source>
        <translation>{warnings} Warnung zur Aufnahme, die {warning_points} Punkte kostete</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{warnings} warnings about the recording, which cost {warning_points} points</source>
        <translation>{warnings} Warnungen zur Aufnahme, die {warning_points} Punkte kosteten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>It is not known where the sentences of this take begin.</source>
        <translation>Bei diesem Take ist nicht bekannt, wo seine Sätze liegen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>Takes of recordings and of earlier versions of VoiceCloner can only be said again as a whole.</source>
        <translation>Takes von Aufnahmen und aus früheren Versionen von VoiceCloner lassen sich nur als Ganzes neu sprechen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>There is no sentence {number} in this take.</source>
        <translation>In diesem Take gibt es keinen Satz {number}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Choose 1 to {count}.</source>
        <translation>Wählen Sie 1 bis {count}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/text.py"/>
        <source>the recording made here</source>
        <translation>die hier entstandene Aufnahme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the sound alone</source>
        <translation>nur dem Klang</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the sound and its transcript</source>
        <translation>dem Klang und seinem Transkript</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the system’s default device, {microphone}</source>
        <translation>das Standardgerät des Systems, {microphone}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>The voice “{name}” cannot be used: its {part} cannot be read.</source>
        <translation>Die Stimme „{name}“ lässt sich nicht verwenden; nicht lesbar: {part}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Listening to the recording</source>
        <translation>Die Aufnahme wird angehört</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/fitting.py"/>
        <source>Fitting the voice</source>
        <translation>Die Stimme wird angepasst</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <source>There is no voice in the reference.</source>
        <translation>In der Vorlage ist keine Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/reference.py"/>
        <location filename="../../voicecloner/quality/scoring/comparison.py"/>
        <source>Record or choose one with speech.</source>
        <translation>Nehmen Sie eine mit Sprache auf, oder wählen Sie eine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>Basic voice</source>
        <translation>Einfache Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>A plain synthetic voice with your pitch and colour, for languages that no better engine speaks.</source>
        <translation>Eine schlichte künstliche Stimme in Ihrer Tonhöhe und Klangfarbe, für Sprachen, die keine bessere Engine spricht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>Starting the basic voice</source>
        <translation>Die einfache Stimme wird gestartet</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>The voice is ready</source>
        <translation>Die Stimme ist bereit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <source>Loading {title}</source>
        <translation>{title} wird geladen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in another voice, put together from what the voice's own recording holds.</source>
        <translation>Spricht Aufnahmen in einer anderen Stimme neu, zusammengesetzt aus dem, was deren eigene Aufnahme enthält.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in another voice, from a few seconds of it.</source>
        <translation>Spricht Aufnahmen in einer anderen Stimme neu, aus wenigen Sekunden von ihr.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in the tone of another voice; small and quick.</source>
        <translation>Spricht Aufnahmen im Klang einer anderen Stimme neu; klein und schnell.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion_models.py"/>
        <source>The model “{id}” has another sample rate than it should.</source>
        <translation>Das Modell „{id}“ hat eine andere Abtastrate, als es sollte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>How much the melody varies: less is steadier, more is livelier and keeps less to the text.</source>
        <translation>Wie stark die Melodie schwankt: Weniger ist gleichmäßiger, mehr ist lebhafter und hält sich weniger an den Text.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>XTTS v2</source>
        <translation>XTTS v2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>Speaks 17 languages with one voice. Only for non-commercial use.</source>
        <translation>Spricht mit einer Stimme 17 Sprachen. Nur für nicht kommerzielle Nutzung.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older, small engine for English, French and Brazilian Portuguese. Only for non-commercial use.</source>
        <translation>Eine ältere, kleine Engine für Englisch, Französisch und brasilianisches Portugiesisch. Nur für nicht kommerzielle Nutzung.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older, lively engine: it laughs and sighs, and does not always keep to the text. Slow.</source>
        <translation>Eine ältere, lebhafte Engine: Sie lacht und seufzt und hält sich nicht immer an den Text. Langsam.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older engine for English; expressive and very slow.</source>
        <translation>Eine ältere Engine für Englisch; ausdrucksstark und sehr langsam.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/speech_model.py"/>
        <source>The model “{id}” cannot be loaded: its files are damaged.</source>
        <translation>Das Modell „{id}“ lässt sich nicht laden: Seine Dateien sind beschädigt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <source>The model “{id}” is incomplete: {names} is missing.</source>
        <translation>Das Modell „{id}“ ist nicht vollständig: Es fehlt {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <source>A package that coqui-tts needs is missing: {error}</source>
        <translation>Ein Paket, das coqui-tts braucht, fehlt: {error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/stretches.py"/>
        <source>the decoder was not reached</source>
        <translation>der Decoder wurde nicht erreicht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>XTTS cannot say “{piece}”.</source>
        <translation>XTTS kann „{piece}“ nicht sprechen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>Leave it out, or write it in words.</source>
        <translation>Lassen Sie es weg, oder schreiben Sie es in Worten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>XTTS cannot read “{piece}”.</source>
        <translation>XTTS kann „{piece}“ nicht lesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>Write its numbers in words.</source>
        <translation>Schreiben Sie die Zahlen darin in Worten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>The model “{id}” lacks languages.</source>
        <translation>Dem Modell „{id}“ fehlen Sprachen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>YourTTS cannot read “{text}”.</source>
        <translation>YourTTS kann „{text}“ nicht lesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>Write the numbers in words.</source>
        <translation>Schreiben Sie die Zahlen in Worten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Starting the natural engine</source>
        <translation>Die natürliche Engine wird gestartet</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Speaks clearly and naturally on any computer, in a voice fitted to yours, with nothing to download.</source>
        <translation>Spricht auf jedem Computer klar und natürlich, mit einer an Ihre angepassten Stimme und ohne Download.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>{title} is not loaded.</source>
        <translation>{title} ist nicht geladen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference is too short: at least {min_reference_s} seconds of speech are needed.</source>
        <translation>Die Vorlage ist zu kurz: Mindestens {min_reference_s} Sekunden Sprache sind nötig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference holds samples that are not numbers.</source>
        <translation>Die Vorlage enthält Abtastwerte, die keine Zahlen sind.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Import the recording again.</source>
        <translation>Importieren Sie die Aufnahme neu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference is silent.</source>
        <translation>Die Vorlage ist still.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/fitting.py"/>
        <source>Likeness: {likeness}.</source>
        <translation>Die Ähnlichkeit beträgt {likeness}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/reference.py"/>
        <source>There is no voice in the recording.</source>
        <translation>In der Aufnahme ist keine Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The stage “{name}” of the voice network did not become what it should be.</source>
        <translation>Die Stufe „{name}“ des Stimmnetzes wurde nicht, was sie sein sollte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The files of the voice network are damaged.</source>
        <translation>Die Dateien des Stimmnetzes sind beschädigt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The packages with the voice network are damaged.</source>
        <translation>Die Pakete mit dem Stimmnetz sind beschädigt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>Install the program again. Or: {hint}</source>
        <translation>Installieren Sie das Programm neu. Oder: {hint}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The voice network of the natural engine is not on this computer.</source>
        <translation>Das Stimmnetz der natürlichen Engine ist nicht auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>Install the program's packages again. Or: {hint}</source>
        <translation>Installieren Sie die Pakete des Programms neu. Oder: {hint}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>How exactly Pocket TTS calculates: int8 is a third quicker, full a little finer; auto: full, if memory allows.</source>
        <translation>Wie genau Pocket TTS rechnet: int8 ist um ein Drittel schneller, full etwas feiner; auto: full, wenn der Arbeitsspeicher reicht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>Pocket TTS</source>
        <translation>Pocket TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>A small neural engine: natural speech on any processor, from five seconds of reference.</source>
        <translation>Eine kleine neuronale Engine: spricht natürlich, auf jedem Prozessor, mit fünf Sekunden Vorlage.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Loading Pocket TTS</source>
        <translation>Pocket TTS wird geladen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>This voice cannot speak “{language}”: {title} ties a voice to the language of its recording.</source>
        <translation>Diese Stimme kann „{language}“ nicht sprechen: {title} bindet eine Stimme an die Sprache ihrer Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose that language, or a voice of another engine.</source>
        <translation>Wählen Sie diese Sprache oder eine Stimme einer anderen Engine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <source>The model “{id}” speaks, but cannot clone voices.</source>
        <translation>Das Modell „{id}“ spricht, kann aber keine Stimmen klonen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <source>Fetch the one that can on the page “Models”</source>
        <translation>Laden Sie auf der Seite „Modelle“ das herunter, das es kann</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>Pocket TTS (light)</source>
        <translation>Pocket TTS (leicht)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>A small neural engine for six languages, on any processor, without an account and without large packages.</source>
        <translation>Eine kleine neuronale Engine für sechs Sprachen, auf jedem Prozessor, ohne Konto und ohne große Pakete.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/speech_model.py"/>
        <source>A package is missing that may not exist for this computer: {error}.</source>
        <translation>Es fehlt ein Paket, das es für diesen Computer vielleicht gar nicht gibt: {error}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Pocket TTS (ONNX)</source>
        <translation>Pocket TTS (ONNX)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>The smallest neural engine: English, on any processor, without an account.</source>
        <translation>Die kleinste neuronale Engine: Englisch, auf jedem Prozessor, ohne Konto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>{title} does not speak “{language}”, only English.</source>
        <translation>{title} spricht nicht „{language}“, sondern nur Englisch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Choose another engine, or English.</source>
        <translation>Wählen Sie eine andere Engine oder Englisch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/checkpoints.py"/>
        <source>There is not enough memory for {too_large}: a smaller model made this voice.</source>
        <translation>Der Arbeitsspeicher reicht nicht für {too_large}: Ein kleineres Modell hat diese Stimme erstellt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>A large neural engine: very clear speech in ten languages, whichever the recording is in; slow without a graphics card.</source>
        <translation>Eine große neuronale Engine: spricht zehn Sprachen sehr klar, gleich in welcher die Aufnahme ist; ohne Grafikkarte langsam.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>Loading Qwen3-TTS</source>
        <translation>Qwen3-TTS wird geladen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Report this to the engine's author.</source>
        <translation>Melden Sie das dem Autor der Engine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>To clone from the sound and its transcript, the words spoken in the recording are needed.</source>
        <translation>Um aus dem Klang und seinem Transkript zu klonen, sind die in der Aufnahme gesprochenen Worte nötig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <source>The recording is longer than {max_reference_s} s, so its words could not be used. A shorter one gives a closer likeness.</source>
        <translation>Die Aufnahme ist länger als {max_reference_s} s, daher ließen sich ihre Worte nicht nutzen. Eine kürzere ergibt eine größere Ähnlichkeit.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <source>{taken} of {given} recordings were used: those with words, {max_reference_s} s in all.</source>
        <translation>{taken} von {given} Aufnahmen wurden verwendet: die mit Worten, zusammen {max_reference_s} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>How often each piece of sound is gone over: more is finer and slower.</source>
        <translation>Wie oft jedes Stück Klang überarbeitet wird: Mehr ist feiner und langsamer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>How closely it keeps to the text and the recording: more is stricter, less is freer.</source>
        <translation>Wie eng sie sich an Text und Aufnahme hält: Mehr ist strenger, weniger ist freier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>A large neural engine: the closest likeness, 30 languages and 48 kHz, for a graphics card with 8 GB.</source>
        <translation>Eine große neuronale Engine: die größte Ähnlichkeit, 30 Sprachen und 48 kHz, für eine Grafikkarte mit 8 GB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>There was not enough memory for the whole recording: the voice was made from its first {little_s} s.</source>
        <translation>Der Arbeitsspeicher reichte nicht für die ganze Aufnahme: Die Stimme entstand aus ihren ersten {little_s} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>The voice was made from the sound alone: VoxCPM2 can use the words of at most {max_prompt_s} s of speech. Choose a shorter stretch, with its words, for a closer likeness.</source>
        <translation>Die Stimme entstand nur aus dem Klang: VoxCPM2 kann die Worte von höchstens {max_prompt_s} s Sprache nutzen. Wählen Sie für größere Ähnlichkeit einen kürzeren Ausschnitt mit seinen Worten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Loading VoxCPM2</source>
        <translation>VoxCPM2 wird geladen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>VoxCPM2 is not loaded.</source>
        <translation>VoxCPM2 ist nicht geladen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Try again.</source>
        <translation>Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/speech_model.py"/>
        <source>Hello, this is the first test sentence.</source>
        <translation>Hallo, das ist der erste Testsatz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} cannot say a text: it says recorded speech again, in another voice.</source>
        <translation>{title} kann keinen Text sprechen: Es spricht Aufgenommenes in einer anderen Stimme neu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Convert a recording, or choose a voice of another engine.</source>
        <translation>Wandeln Sie eine Aufnahme um, oder wählen Sie eine Stimme einer anderen Engine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} cannot convert recordings: it says texts.</source>
        <translation>{title} kann keine Aufnahmen umwandeln: Es spricht Texte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose a voice that was made with an engine that converts speech.</source>
        <translation>Wählen Sie eine Stimme, die mit einer Engine erstellt wurde, die Gesprochenes umwandelt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} converts in its own way, not by “{way}”.</source>
        <translation>{title} wandelt auf eigene Weise um, nicht mit „{way}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Leave the way to it.</source>
        <translation>Überlassen Sie der Engine die Art der Umwandlung.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} does not speak “{language}”.</source>
        <translation>{title} spricht nicht „{language}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>It speaks: {known}.</source>
        <translation>Gesprochen wird: {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} ties a voice to the language of its recording: it cannot speak “{language}”.</source>
        <translation>{title} bindet eine Stimme an die Sprache ihrer Aufnahme: „{language}“ kann sie nicht sprechen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} has no option “{key}”.</source>
        <translation>{title} hat keine Option „{key}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>It has: {names}.</source>
        <translation>Es gibt: {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>It has none.</source>
        <translation>Es gibt keine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} speaks at the voice's own pace only.</source>
        <translation>{title} spricht nur im eigenen Tempo der Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Set the speed to 1.</source>
        <translation>Stellen Sie das Tempo auf 1.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>The speed {speed} is out of range.</source>
        <translation>Das Tempo {speed} liegt außerhalb des Bereichs.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>The voice's data file is damaged.</source>
        <translation>Die Datendatei der Stimme ist beschädigt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>The voice was made with other weights of “{model}” than those that are here.</source>
        <translation>Die Stimme entstand mit anderen Gewichten von „{model}“ als denen, die hier sind.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>{title} does not speak “{tag}”.</source>
        <translation>{title} spricht nicht „{tag}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>{title} clones from the sound alone.</source>
        <translation>{title} klont nur aus dem Klang.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>Clone without the transcript.</source>
        <translation>Klonen Sie ohne das Transkript.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/torch_tools.py"/>
        <source>No graphics card that {title} can use was found.</source>
        <translation>Es wurde keine Grafikkarte gefunden, die {title} nutzen kann.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/torch_tools.py"/>
        <source>Choose the processor (cpu).</source>
        <translation>Wählen Sie den Prozessor (cpu).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice was made with the engine “{engine_id}”, not with “{engine_id2}”.</source>
        <translation>Die Stimme wurde mit der Engine „{engine_id}“ erstellt, nicht mit „{engine_id2}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice was made with revision {engine_revision} of the engine “{engine_id}”; this is {engine_revision2}.</source>
        <translation>Die Stimme wurde mit Revision {engine_revision} der Engine „{engine_id}“ erstellt; hier ist {engine_revision2} installiert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file was written by a later version of the program.</source>
        <translation>Die Datendatei der Stimme stammt von einer späteren Version des Programms.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <location filename="../../voicecloner/errors.py"/>
        <source>Update VoiceCloner.</source>
        <translation>Aktualisieren Sie VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file is missing.</source>
        <translation>Die Datendatei der Stimme fehlt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file could not be read.</source>
        <translation>Die Datendatei der Stimme war nicht lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The engine's voice holds “{name}”, which is of a kind that cannot be saved ({dtype}).</source>
        <translation>Die Stimme der Engine enthält „{name}“ von einer Art, die sich nicht speichern lässt ({dtype}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/client.py"/>
        <source>The engine no longer answered and was ended.</source>
        <translation>Die Engine antwortete nicht mehr und wurde beendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/client.py"/>
        <source>Stopped, because the program ends.</source>
        <translation>Gestoppt, weil das Programm beendet wird.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not clone the voice.</source>
        <translation>Die Engine konnte die Stimme nicht klonen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not say the text.</source>
        <translation>Die Engine konnte den Text nicht sprechen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not convert the speech.</source>
        <translation>Die Engine konnte das Gesprochene nicht umwandeln.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine made sound of a wrong shape.</source>
        <translation>Die Engine lieferte Ton in falscher Form.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Neural engines</source>
        <translation>Neuronale Engines</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Its makers offer torch only for Macs with Apple’s processors.</source>
        <translation>Bei Macs bieten die Hersteller torch nur für solche mit Prozessoren von Apple an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Pocket TTS without torch</source>
        <translation>Pocket TTS ohne torch</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>{title} is not installed: there is no {missing}.</source>
        <translation>{title} ist nicht installiert: Es fehlt {missing}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install them on the page “Models”</source>
        <translation>Installieren Sie sie auf der Seite „Modelle“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install VoiceCloner again: a part of it is missing.</source>
        <translation>Installieren Sie VoiceCloner neu: Ein Teil davon fehlt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install them into VoiceCloner's own Python: {executable} -m pip install {names}</source>
        <translation>Installieren Sie sie in das Python von VoiceCloner: {executable} -m pip install {names}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>They are installed on the computer of the service.</source>
        <translation>Sie werden auf dem Computer des Dienstes installiert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>The engine could not be loaded.</source>
        <translation>Die Engine ließ sich nicht laden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>{title} works on the processor now: the graphics card has not enough memory for it.</source>
        <translation>{title} arbeitet jetzt auf dem Prozessor: Der Speicher der Grafikkarte reicht nicht aus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>Try again. If it happens again, report it with the log.</source>
        <translation>Versuchen Sie es erneut. Wenn es wieder geschieht, melden Sie es mit dem Protokoll.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>{sentence} There is not enough memory.</source>
        <translation>{sentence} Der Arbeitsspeicher reicht nicht aus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>Close other programs, then try again.</source>
        <translation>Schließen Sie andere Programme, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>There is no engine named “{engine_id}”.</source>
        <translation>Es gibt keine Engine namens „{engine_id}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Known engines: {table}.</source>
        <translation>Bekannte Engines: {table}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>The engine “{engine_id}” cannot be used: {error}</source>
        <translation>Die Engine „{engine_id}“ lässt sich nicht verwenden: {error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Reinstall the package it came with.</source>
        <translation>Installieren Sie das Paket neu, mit dem sie kam.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>The engine “{engine_id}” calls itself “{id}”.</source>
        <translation>Die Engine „{engine_id}“ nennt sich selbst „{id}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>, or with: voicecloner </source>
        <translation>, oder mit: voicecloner </translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>That is done in VoiceCloner's window, on the computer of the service.</source>
        <translation>Das geschieht im Fenster von VoiceCloner, auf dem Computer des Dienstes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Rebuild the voice from its kept recording, on the page “Voices”</source>
        <translation>Erneuern Sie die Stimme aus ihrer aufbewahrten Aufnahme, auf der Seite „Stimmen“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Give the transcript, the words that are spoken, or clone from the sound alone.</source>
        <translation>Geben Sie das Transkript an, also die gesprochenen Worte, oder klonen Sie nur aus dem Klang.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Say whose voice it is: your own, one you have consent for, or one in the public domain.</source>
        <translation>Geben Sie an, wessen Stimme es ist: Ihre eigene, eine, für die Sie ein Einverständnis haben, oder eine gemeinfreie.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Read the licence and say that you accept it.</source>
        <translation>Lesen Sie die Lizenz, und geben Sie an, dass Sie sie annehmen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Correct these lines, then start again.</source>
        <translation>Berichtigen Sie diese Zeilen, und beginnen Sie von vorn.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>“{name}” was not begun: {count} line of it cannot be done.</source>
        <translation>„{name}“ wurde nicht begonnen: {count} Zeile darin lässt sich nicht ausführen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>“{name}” was not begun: {count} lines of it cannot be done.</source>
        <translation>„{name}“ wurde nicht begonnen: {count} Zeilen darin lassen sich nicht ausführen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Choose a WAV, MP3, M4A, FLAC, OGG, Opus, AIFF or WebM recording.</source>
        <translation>Wählen Sie eine Aufnahme in WAV, MP3, M4A, FLAC, OGG, Opus, AIFF oder WebM.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Plug the device in, allow its use in the system's settings, then try again.</source>
        <translation>Schließen Sie das Gerät an, erlauben Sie seine Nutzung in den Systemeinstellungen, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>Type the words yourself.</source>
        <translation>Geben Sie die Worte selbst ein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again: it is started anew. If it happens again, report it with the log.</source>
        <translation>Versuchen Sie es erneut: Es wird neu gestartet. Wenn es wieder geschieht, melden Sie es mit dem Protokoll.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Save it again, as EPUB, DOCX, HTML, Markdown or plain text, with the program that made it.</source>
        <translation>Speichern Sie das Dokument neu als EPUB, DOCX, HTML, Markdown oder reinen Text, mit dem Programm, das es erstellt hat.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Record again following the advice in the review.</source>
        <translation>Nehmen Sie nach den Ratschlägen der Prüfung neu auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Look for its name on the page “Voices”</source>
        <translation>Suchen Sie den Namen auf der Seite „Stimmen“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>GET /v1/audio/voices lists those that are there.</source>
        <translation>GET /v1/audio/voices nennt die vorhandenen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Choose another name, or rename or delete the other voice.</source>
        <translation>Wählen Sie einen anderen Namen, oder benennen Sie die andere Stimme um oder löschen Sie sie.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Delete a voice first, or raise “Number of voices” in the settings</source>
        <translation>Löschen Sie zuerst eine Stimme, oder erhöhen Sie in den Einstellungen die „Anzahl der Stimmen“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>A voice goes into the trash by DELETE /v1/audio/voices/{voice}.</source>
        <translation>Mit DELETE /v1/audio/voices/{voice} kommt eine Stimme in den Papierkorb.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Press “Check and repair” in the settings</source>
        <translation>Drücken Sie in den Einstellungen auf „Prüfen und reparieren“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Start VoiceCloner again (the voices' recordings are not touched)</source>
        <translation>Starten Sie VoiceCloner neu (die Aufnahmen der Stimmen bleiben unberührt)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Update VoiceCloner, or point VOICECLONER_HOME at another folder.</source>
        <translation>Aktualisieren Sie VoiceCloner, oder lassen Sie VOICECLONER_HOME auf einen anderen Ordner zeigen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Have the voice exported again where it comes from, and copy the new file here.</source>
        <translation>Lassen Sie die Stimme dort, wo sie herkommt, neu exportieren, und kopieren Sie die neue Datei hierher.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Check the free space and the permissions of the folder.</source>
        <translation>Prüfen Sie den freien Platz und die Zugriffsrechte des Ordners.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Check the address, and that the same version of VoiceCloner is installed on all its computers.</source>
        <translation>Prüfen Sie die Adresse, und ob auf allen Computern dort dieselbe Version von VoiceCloner installiert ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Switch it off and on again.</source>
        <translation>Schalten Sie ihn aus und wieder ein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Install the neural engines on the page “Models”</source>
        <translation>Installieren Sie die neuronalen Engines auf der Seite „Modelle“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again. If it happens again, report it with install.log from the folder of the engines.</source>
        <translation>Versuchen Sie es erneut. Wenn es wieder geschieht, melden Sie es mit install.log aus dem Ordner der Engines.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Wait until it is done, or stop it.</source>
        <translation>Warten Sie, bis es fertig ist, oder stoppen Sie es.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again: the engine is started anew. If it happens again, report it with the log.</source>
        <translation>Versuchen Sie es erneut: Die Engine wird neu gestartet. Wenn es wieder geschieht, melden Sie es mit dem Protokoll.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Look at the page “Models” to see what there is</source>
        <translation>Die Seite „Modelle“ zeigt, was es gibt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Remove the model and fetch it again.</source>
        <translation>Entfernen Sie das Modell, und laden Sie es neu herunter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again: the download goes on where it stopped.</source>
        <translation>Versuchen Sie es erneut: Der Download geht dort weiter, wo er aufhörte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Agree to the terms on the model's page and give an access token.</source>
        <translation>Stimmen Sie den Bedingungen auf der Seite des Modells zu, und geben Sie ein Zugriffstoken an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is missing,</source>
        <translation>Datei voice.json, die fehlt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is not a file,</source>
        <translation>Datei voice.json, die keine Datei ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is another voice's,</source>
        <translation>Datei voice.json, die zu einer anderen Stimme gehört</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>{name} changed while the voice was made.</source>
        <translation>{name} hat sich geändert, während die Stimme erstellt wurde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>Import it again.</source>
        <translation>Importieren Sie die Datei neu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>No single unfinished book has the id “{book_id}”.</source>
        <translation>Kein einzelnes unfertiges Buch hat die Kennung „{book_id}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>“{title}” is just being read aloud.</source>
        <translation>„{title}“ wird gerade vorgelesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>Wait, or stop it there.</source>
        <translation>Warten Sie, oder stoppen Sie es dort.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/consent_log.py"/>
        <source>It could not be added to the log of consent: {message}</source>
        <translation>Es ließ sich nicht im Protokoll der Einverständnisse vermerken: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Restore from another copy of the backup, if there is one.</source>
        <translation>Verwenden Sie eine andere Kopie der Sicherung, falls es eine gibt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is not a file.</source>
        <translation>Die Sicherung ist beschädigt: {source} ist keine Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is gone.</source>
        <translation>Die Sicherung ist beschädigt: {source} ist verschwunden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is not what was saved.</source>
        <translation>Die Sicherung ist beschädigt: {source} ist nicht mehr so, wie es geschrieben wurde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>There is no backup in {folder} yet.</source>
        <translation>In {folder} gibt es noch keine Sicherung.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose the folder that holds one.</source>
        <translation>Wählen Sie den Ordner, der eine enthält.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>{folder} holds other files.</source>
        <translation>{folder} enthält andere Dateien.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose an empty folder, or one with backups.</source>
        <translation>Wählen Sie einen leeren Ordner oder einen mit Sicherungen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Another VoiceCloner is writing a backup in {folder}.</source>
        <translation>Ein anderes VoiceCloner schreibt gerade eine Sicherung in {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Wait until it is done.</source>
        <translation>Warten Sie, bis es fertig ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backups in {parent} were written by a later version of VoiceCloner.</source>
        <translation>Die Sicherungen in {parent} stammen von einer späteren Version von VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>There is no backup in {folder}.</source>
        <translation>In {folder} gibt es keine Sicherung.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose the folder that a backup was written to.</source>
        <translation>Wählen Sie den Ordner, in den eine Sicherung geschrieben wurde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>{path} was written by a later version of VoiceCloner.</source>
        <translation>{path} stammt von einer späteren Version von VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {path} cannot be read.</source>
        <translation>Die Sicherung ist beschädigt: {path} ist nicht lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it is damaged, or not a file of voices at all</source>
        <translation>sie ist beschädigt oder gar keine Stimmendatei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>a list of files that is too long</source>
        <translation>ihr Dateiverzeichnis ist zu lang</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” is not a file of voices.</source>
        <translation>„{name}“ ist keine Stimmendatei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” in it has been changed since it was written</source>
        <translation>„{name}“ darin ist nicht mehr so, wie es geschrieben wurde</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it has no manifest</source>
        <translation>sie hat kein Inhaltsverzeichnis</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its manifest is too large</source>
        <translation>ihr Inhaltsverzeichnis ist zu groß</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its manifest cannot be understood</source>
        <translation>ihr Inhaltsverzeichnis ist unbrauchbar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” was written by a later version of VoiceCloner.</source>
        <translation>„{name}“ stammt von einer späteren Version von VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>a file in it has a name that no file of voices holds</source>
        <translation>eine Datei darin hat einen Namen, der in keiner Stimmendatei vorkommt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it holds more than {most_members} files</source>
        <translation>sie enthält mehr als {most_members} Dateien</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>two files in it have one name</source>
        <translation>zwei Dateien darin haben denselben Namen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it is locked with a password</source>
        <translation>sie ist mit einem Passwort gesperrt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it holds a folder or a link</source>
        <translation>sie enthält einen Ordner oder eine Verknüpfung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it unpacks to far more than a file of voices holds</source>
        <translation>entpackt wäre sie viel größer als jede Stimmendatei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>files in it overlap</source>
        <translation>Dateien darin überlappen sich</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its end is missing</source>
        <translation>ihr Ende fehlt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it does not hold what its manifest says</source>
        <translation>sie enthält nicht, was ihr Inhaltsverzeichnis angibt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” is not a file of voices that can be used: {reason}.</source>
        <translation>„{name}“ ist keine verwendbare Stimmendatei: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its {part} cannot be read</source>
        <translation>nicht lesbar: {part}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>list of voices</source>
        <translation>Liste der Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>The recording {path} has been changed.</source>
        <translation>Die Aufnahme {path} wurde verändert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>The voice “{name}” cannot be exported: its {part} cannot be read.</source>
        <translation>Die Stimme „{name}“ lässt sich nicht exportieren; nicht lesbar: {part}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/copying.py"/>
        <location filename="../../voicecloner/models/transfer_pace.py"/>
        <source>{done_bytes} of {total_bytes}</source>
        <translation>{done_bytes} von {total_bytes}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>recordings, some of which are missing,</source>
        <translation>Aufnahmen, von denen einige fehlen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>recordings, which are not those it was made from,</source>
        <translation>Aufnahmen, die nicht die ursprünglichen sind</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>spoken consent, which is missing,</source>
        <translation>gesprochenes Einverständnis, das fehlt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/transfer.py"/>
        <source>With {more} more the library would hold {count} voices; its quota is {quota}.</source>
        <translation>Mit {more} weiteren enthielte die Bibliothek {count} Stimmen; zulässig sind {quota}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>It may have been erased meanwhile.</source>
        <translation>Die Datei wurde inzwischen vielleicht endgültig gelöscht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <source>Say the sentence again.</source>
        <translation>Lassen Sie den Satz neu sprechen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>This version is the one that is heard in the take.</source>
        <translation>Diese Fassung ist die, die im Take zu hören ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Choose another one first.</source>
        <translation>Wählen Sie zuerst eine andere.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>This sentence was said in one way only.</source>
        <translation>Dieser Satz wurde nur auf eine Weise gesprochen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Say it again first.</source>
        <translation>Lassen Sie ihn zuerst neu sprechen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>There is no version {place} of this sentence.</source>
        <translation>Von diesem Satz gibt es keine Fassung {place}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The folder of the voice “{name}” is gone, with its recordings.</source>
        <translation>Der Ordner der Stimme „{name}“ ist verschwunden, samt ihren Aufnahmen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The details kept in the folder of the voice “{name}” are damaged: {record} is not a file.</source>
        <translation>Die Angaben im Ordner der Stimme „{name}“ sind beschädigt: {record} ist keine Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” is damaged.</source>
        <translation>Die Aufnahme {original} der Stimme „{name}“ ist beschädigt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” is gone.</source>
        <translation>Die Aufnahme {original} der Stimme „{name}“ ist verschwunden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” has been changed.</source>
        <translation>Die Aufnahme {original} der Stimme „{name}“ wurde verändert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The prepared recording {prepared} of the voice “{name}” is damaged.</source>
        <translation>Die aufbereitete Aufnahme {prepared} der Stimme „{name}“ ist beschädigt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The prepared recording {prepared} of the voice “{name}” is gone.</source>
        <translation>Die aufbereitete Aufnahme {prepared} der Stimme „{name}“ ist verschwunden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The voice “{name}” needs to be rebuilt: {fault}.</source>
        <translation>Die Stimme „{name}“ muss erneuert werden: {fault}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>Voices cannot be sorted by “{order}”.</source>
        <translation>Stimmen lassen sich nicht nach „{order}“ sortieren.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>Choose one of {orders}.</source>
        <translation>Möglich sind: {orders}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The voice has no name.</source>
        <translation>Die Stimme hat keinen Namen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Give it a name you will recognise.</source>
        <translation>Geben Sie ihr einen Namen, an dem Sie sie erkennen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The name has {count} characters; {max_name_characters} is the most.</source>
        <translation>Der Name hat {count} Zeichen; höchstens {max_name_characters} sind möglich.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Choose a shorter name.</source>
        <translation>Wählen Sie einen kürzeren Namen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The name holds a line break or another control character.</source>
        <translation>Der Name enthält einen Zeilenumbruch oder ein anderes Steuerzeichen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Use letters, digits and signs.</source>
        <translation>Verwenden Sie Buchstaben, Ziffern und Satzzeichen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Somebody gave consent, but it was not said who.</source>
        <translation>Jemand ist einverstanden, aber niemand hat angegeben, wer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Give the name of the speaker.</source>
        <translation>Geben Sie den Namen des Sprechers an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>A voice needs at least one recording.</source>
        <translation>Eine Stimme braucht mindestens eine Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Record or import one first.</source>
        <translation>Nehmen Sie zuerst eine auf, oder importieren Sie eine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Nobody has said whose voice this is.</source>
        <translation>Niemand hat angegeben, wessen Stimme das ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>was empty</source>
        <translation>war leer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>was missing</source>
        <translation>fehlte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>The library's database {mishap}</source>
        <translation>Die Datenbank der Bibliothek {mishap}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>The library's database was damaged and is now kept as {name}</source>
        <translation>Die Datenbank der Bibliothek war beschädigt und wird jetzt als {name} aufbewahrt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>The list holds {most_entries} words already.</source>
        <translation>Die Liste enthält schon {most_entries} Wörter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>Remove some first.</source>
        <translation>Entfernen Sie zuerst einige.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>The list of pronunciations was damaged and lies in {aside} now.</source>
        <translation>Die Liste der Aussprachen war beschädigt und liegt jetzt in {aside}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>{count} of the pronunciations kept could not be read; they are ignored.</source>
        <translation>{count} der aufbewahrten Aussprachen waren nicht lesbar und werden übergangen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/rows.py"/>
        <source>list of recordings</source>
        <translation>Liste der Aufnahmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <source>record, which a later version of VoiceCloner wrote,</source>
        <translation>Eintrag, der von einer späteren Version von VoiceCloner stammt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <location filename="../../voicecloner/provenance/statement.py"/>
        <source> (synthetic voice)</source>
        <translation> (künstliche Stimme)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <source>version of a sentence</source>
        <translation>Fassung eines Satzes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>VoiceCloner ended before all was said.</source>
        <translation>VoiceCloner wurde beendet, bevor alles gesprochen war.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>Speak it again for the whole.</source>
        <translation>Lassen Sie es neu sprechen, um alles zu hören.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>This take is not there any more.</source>
        <translation>Diesen Take gibt es nicht mehr.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>all {there} voices are there</source>
        <translation>alle {there} Stimmen sind da</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>its one voice is there</source>
        <translation>ihre einzige Stimme ist da</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>it holds no voices</source>
        <translation>sie enthält keine Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>of {gone} more, which may have been erased, only the descriptions remain</source>
        <translation>von {gone} weiteren, die vielleicht gelöscht wurden, sind nur noch die Angaben da</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>{reason} Voices can be seen and heard, but none can be made or changed.</source>
        <translation>{reason} Stimmen lassen sich ansehen und anhören, aber nicht erstellen oder ändern.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>Nothing tells whose recordings these are: {each}</source>
        <translation>Nichts verrät, wessen Aufnahmen das sind: {each}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source> Nothing tells whose recordings {count} folders hold.</source>
        <translation> Nichts verrät, wessen Aufnahmen {count} Ordner enthalten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>The library's database lacked details of {names}; they were taken from the files beside the recordings.</source>
        <translation>Der Datenbank der Bibliothek fehlten Angaben zu {names}; sie wurden aus den Dateien neben den Aufnahmen ergänzt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>An earlier “{former}”, whose recordings are gone, is now called “{name}”: delete it if you had erased it.</source>
        <translation>Eine frühere „{former}“, deren Aufnahmen verschwunden sind, heißt jetzt „{name}“: Löschen Sie sie, wenn Sie sie endgültig gelöscht hatten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file is gone</source>
        <translation>ihre Datendatei ist verschwunden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file is damaged</source>
        <translation>ihre Datendatei ist beschädigt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file may not be read</source>
        <translation>ihre Datendatei darf nicht gelesen werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_files.py"/>
        <source>The file of the voice “{name}” is gone: {path}.</source>
        <translation>Die Datei der Stimme „{name}“ ist verschwunden: {path}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_record.py"/>
        <source>file voice.json</source>
        <translation>Datei voice.json</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_record.py"/>
        <source>file voice.json, which a later version of VoiceCloner wrote,</source>
        <translation>Datei voice.json, die von einer späteren Version von VoiceCloner stammt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>The trash does not hold this voice.</source>
        <translation>Diese Stimme liegt nicht im Papierkorb.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>It may have been erased or restored already.</source>
        <translation>Sie wurde vielleicht schon endgültig gelöscht oder wiederhergestellt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>Another voice is called “{name}”.</source>
        <translation>Eine andere Stimme heißt „{name}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>This voice does not exist any more.</source>
        <translation>Diese Stimme gibt es nicht mehr.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>It may be in the trash.</source>
        <translation>Sie liegt vielleicht im Papierkorb.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>There is no voice called “{wanted}”.</source>
        <translation>Es gibt keine Stimme namens „{wanted}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>Did you mean {key}?</source>
        <translation>Meinten Sie {key}?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>The trash holds no voice called “{wanted}”.</source>
        <translation>Im Papierkorb liegt keine Stimme namens „{wanted}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>See what it holds on the page “Voices”</source>
        <translation>Sehen Sie auf der Seite „Stimmen“ nach, was er enthält</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voices.py"/>
        <source>The library holds {voices} voices; its quota is {quota}.</source>
        <translation>Die Bibliothek enthält {voices} Stimmen; zulässig sind {quota}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>This computer has no keyring that could keep the token.</source>
        <translation>Dieser Computer hat keinen Schlüsselbund, der das Token aufbewahren könnte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>Put the token into the environment variable HF_TOKEN instead.</source>
        <translation>Legen Sie das Token stattdessen in die Umgebungsvariable HF_TOKEN.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>This is not an access token.</source>
        <translation>Das ist kein Zugriffstoken.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>Copy it whole from https://huggingface.co/settings/tokens.</source>
        <translation>Kopieren Sie es vollständig von https://huggingface.co/settings/tokens.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue.py"/>
        <source>There is no model called “{model_id}”.</source>
        <translation>Es gibt kein Modell namens „{model_id}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue.py"/>
        <source>The models are {known}.</source>
        <translation>Es gibt diese Modelle: {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>The list of models in {path} is damaged: {error}.</source>
        <translation>Die Liste der Modelle in {path} ist beschädigt: {error}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>Install VoiceCloner again.</source>
        <translation>Installieren Sie VoiceCloner neu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>files of {entry}</source>
        <translation>Dateien von {entry}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>{args} is missing</source>
        <translation>{args} fehlt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>{name} is not an archive that can be read, or it is damaged.</source>
        <translation>{name} ist kein lesbares Archiv, oder es ist beschädigt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>Choose a folder, or a zip or tar archive, with the model’s files.</source>
        <translation>Wählen Sie einen Ordner oder ein Zip- oder Tar-Archiv mit den Dateien des Modells.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>{name} is a device or a pipe.</source>
        <translation>{name} ist ein Gerät oder eine Pipe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>The archive is protected by a password.</source>
        <translation>Das Archiv ist mit einem Passwort geschützt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>Unpack it yourself, then import the folder.</source>
        <translation>Entpacken Sie es selbst, und importieren Sie den Ordner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>There are more than {most_members} files in it: this is not a model.</source>
        <translation>Darin sind mehr als {most_members} Dateien: Das ist kein Modell.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the model’s own folder or archive.</source>
        <translation>Wählen Sie den eigenen Ordner oder das eigene Archiv des Modells.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{path} is not there any more: {host} does not know it (status {status}).</source>
        <translation>{path} ist nicht mehr da: {host} kennt die Datei nicht (Status {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Its makers have moved it or taken it away. Update VoiceCloner, check the mirror if one is set, or import the files from a computer that still has them.</source>
        <translation>Die Hersteller haben die Datei verschoben oder entfernt. Aktualisieren Sie VoiceCloner, prüfen Sie den Spiegelserver, falls einer eingestellt ist, oder importieren Sie die Dateien von einem Computer, der sie noch hat.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The proxy wants a user name and a password.</source>
        <translation>Der Proxy verlangt einen Benutzernamen und ein Passwort.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Put them into its address in the settings: http://name:password@proxy:port</source>
        <translation>Setzen Sie sie in den Einstellungen in seine Adresse: http://name:passwort@proxy:port</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} refused the download (status {status}).</source>
        <translation>{host} hat den Download abgelehnt (Status {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again later, or use a mirror.</source>
        <translation>Versuchen Sie es später erneut, oder verwenden Sie einen Spiegelserver.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The certificate of {host} is not trusted on this computer.</source>
        <translation>Dem Zertifikat von {host} wird auf diesem Computer nicht vertraut.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>If your network has certificates of its own, name their file in the settings or in SSL_CERT_FILE</source>
        <translation>Wenn Ihr Netzwerk eigene Zertifikate hat, geben Sie deren Datei in den Einstellungen oder in SSL_CERT_FILE an</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The proxy refuses the connection.</source>
        <translation>Der Proxy verweigert die Verbindung.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Check the proxy’s address.</source>
        <translation>Prüfen Sie die Adresse des Proxys.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} redirects the download in circles, or to an address that cannot be used.</source>
        <translation>{host} leitet den Download im Kreis oder an eine unbrauchbare Adresse.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Use another mirror.</source>
        <translation>Verwenden Sie einen anderen Spiegelserver.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} cannot be reached.</source>
        <translation>{host} ist nicht erreichbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Check the network connection, the proxy and the mirror.</source>
        <translation>Prüfen Sie die Netzwerkverbindung, den Proxy und den Spiegelserver.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} stopped sending.</source>
        <translation>{host} sendet nichts mehr.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>The connection to {host} broke off.</source>
        <translation>Die Verbindung zu {host} brach ab.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} refuses to send this file (status {status}).</source>
        <translation>{host} gibt diese Datei nicht heraus (Status {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again later, or use another mirror.</source>
        <translation>Versuchen Sie es später erneut, oder verwenden Sie einen anderen Spiegelserver.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} does not accept the access token.</source>
        <translation>{host} nimmt das Zugriffstoken nicht an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Agree to the terms on {terms_page}, then give a token that is valid and may read.</source>
        <translation>Stimmen Sie den Bedingungen auf {terms_page} zu, und geben Sie ein gültiges Token an, das lesen darf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Your account has not been given access to this model yet.</source>
        <translation>Ihr Konto hat noch keinen Zugriff auf dieses Modell erhalten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Agree to the terms on {terms_page} with the account the token belongs to, then try again.</source>
        <translation>Stimmen Sie den Bedingungen auf {terms_page} mit dem Konto zu, zu dem das Token gehört, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} is too busy just now (status {status_code}).</source>
        <translation>{host} ist gerade überlastet (Status {status_code}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again later: the download goes on where it stopped.</source>
        <translation>Versuchen Sie es später erneut: Der Download geht dort weiter, wo er aufhörte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} asks to wait {minutes} minute.</source>
        <translation>{host} bittet, {minutes} Minute zu warten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} asks to wait {minutes} minutes.</source>
        <translation>{host} bittet, {minutes} Minuten zu warten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again then, or use a mirror.</source>
        <translation>Versuchen Sie es dann erneut, oder verwenden Sie einen Spiegelserver.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/hub.py"/>
        <source>The mirror {hub_address} is not encrypted, so your access token is not sent there.</source>
        <translation>Der Spiegelserver {hub_address} ist nicht verschlüsselt, daher wird Ihr Zugriffstoken nicht dorthin gesendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/hub.py"/>
        <source>Use its https address, or none for models that need a token.</source>
        <translation>Verwenden Sie seine https-Adresse oder keinen für Modelle, die ein Token brauchen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Asking for the files</source>
        <translation>Die Dateien werden angefordert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Looking into {name}</source>
        <translation>{name} wird durchgesehen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>{title} is damaged: {wrong}.</source>
        <translation>{title} ist beschädigt: {wrong}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Asking for the files again</source>
        <translation>Die Dateien werden erneut angefordert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>There is not enough room on the disk: {title} needs {needed_bytes}, {free_bytes} are free.</source>
        <translation>Der Platz auf dem Datenträger reicht nicht: {title} braucht {needed_bytes}, {free_bytes} sind frei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Free some space, then try again.</source>
        <translation>Geben Sie Platz frei, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Checking {path}</source>
        <translation>{path} wird geprüft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>No model of the engine “{engine_id}” is on this computer.</source>
        <translation>Kein Modell der Engine „{engine_id}“ ist auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>The model “{title}” is not on this computer.</source>
        <translation>Das Modell „{title}“ ist nicht auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>Fetch it on the page “Models”</source>
        <translation>Laden Sie es auf der Seite „Modelle“ herunter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>There is nothing of the model in {path}.</source>
        <translation>In {path} ist nichts von dem Modell.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the model’s own archive.</source>
        <translation>Wählen Sie das eigene Archiv des Modells.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>what you chose</source>
        <translation>Ihrer Auswahl</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>It holds more than any model does.</source>
        <translation>Darin ist mehr, als ein Modell enthält.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>{name} is missing in {where}.</source>
        <translation>{name} fehlt in {where}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the folder or archive with all of the model’s files.</source>
        <translation>Wählen Sie den Ordner oder das Archiv mit allen Dateien des Modells.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>There are several files called {name} in {where}.</source>
        <translation>In {where} gibt es mehrere Dateien namens {name}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the folder of one model.</source>
        <translation>Wählen Sie den Ordner eines Modells.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>The proxy cannot be used: {rstrip}.</source>
        <translation>Der Proxy lässt sich nicht verwenden: {rstrip}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>Correct its address, e.g. http://proxy.example:3128.</source>
        <translation>Berichtigen Sie seine Adresse, z. B. http://proxy.example:3128.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>The certificates in {path} cannot be used: {strerror}.</source>
        <translation>Die Zertifikate in {path} lassen sich nicht verwenden: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>Name a PEM file that holds the certificates to trust.</source>
        <translation>Geben Sie eine PEM-Datei mit den Zertifikaten an, denen vertraut werden soll.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/store.py"/>
        <source>“{model_id}” is being fetched or removed by another program just now.</source>
        <translation>„{model_id}“ wird gerade von einem anderen Programm heruntergeladen oder entfernt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/store.py"/>
        <source>“{model_id}” is not on this computer.</source>
        <translation>„{model_id}“ ist nicht auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Downloading {name}</source>
        <translation>{name} wird heruntergeladen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{stage}: trying again in {wait_s}</source>
        <translation>{stage}: neuer Versuch in {wait_s}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Checking what is here of {name}</source>
        <translation>Geprüft wird, was von {name} schon da ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{name} arrives damaged from {host}: its checksum is wrong.</source>
        <translation>{name} kommt von {host} beschädigt an: Die Prüfsumme ist falsch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again later, or use another mirror: something on the way changes the file.</source>
        <translation>Versuchen Sie es später erneut, oder verwenden Sie einen anderen Spiegelserver: Unterwegs verändert etwas die Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{url} is not an address.</source>
        <translation>{url} ist keine Adresse.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Check the mirror’s address.</source>
        <translation>Prüfen Sie die Adresse des Spiegelservers.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} sends something else than {name}: {size_bytes} bytes instead of {size_bytes2}.</source>
        <translation>{host} sendet etwas anderes als {name}: {size_bytes} Bytes statt {size_bytes2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Check in a browser whether your network requires you to log in, or use another mirror.</source>
        <translation>Sehen Sie im Browser nach, ob Ihr Netzwerk eine Anmeldung verlangt, oder verwenden Sie einen anderen Spiegelserver.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} cannot go on with a download that broke off.</source>
        <translation>{host} kann einen abgebrochenen Download nicht fortsetzen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again with a steadier connection, or use another mirror.</source>
        <translation>Versuchen Sie es mit einer stabileren Verbindung erneut, oder verwenden Sie einen anderen Spiegelserver.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} does not send {name} as it announced it.</source>
        <translation>{host} sendet {name} nicht so wie angekündigt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer_pace.py"/>
        <source>{speed} left</source>
        <translation>noch {speed}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>Copying {path}</source>
        <translation>{path} wird kopiert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>{path} is not the file it should be: its checksum is wrong.</source>
        <translation>{path} ist nicht die Datei, die es sein sollte: Die Prüfsumme ist falsch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>Get it again.</source>
        <translation>Besorgen Sie sie neu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>{path} is longer than it should be.</source>
        <translation>{path} ist länger, als es sein sollte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/portable.py"/>
        <source>Everything is kept in {folder}</source>
        <translation>Alles wird in {folder} aufbewahrt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/portable.py"/>
        <source>Let {home_variable} name the folder that everything is to be kept in.</source>
        <translation>Geben Sie in {home_variable} den Ordner an, in dem alles liegen soll.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>VoiceCloner on one computer</source>
        <translation>VoiceCloner auf einem Computer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>Choose PEM files: the certificates from yours upwards, and its key without a password.</source>
        <translation>Wählen Sie PEM-Dateien: die Zertifikate von Ihrem an aufwärts und den Schlüssel dazu ohne Passwort.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{name}” holds no certificate.</source>
        <translation>„{name}“ enthält kein Zertifikat.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{path}” cannot be read.</source>
        <translation>„{path}“ ist nicht lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{name}” holds no key that can be read.</source>
        <translation>„{name}“ enthält keinen lesbaren Schlüssel.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>The key in “{name}” is of a kind that cannot sign content credentials.</source>
        <translation>Der Schlüssel in „{name}“ ist von einer Art, die keinen Herkunftsnachweis signieren kann.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>VoiceCloner on one computer, root</source>
        <translation>VoiceCloner auf einem Computer, Stammzertifikat</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Install it with: pip install 'voicecloner[credentials]'</source>
        <translation>Installieren Sie es mit: pip install 'voicecloner[credentials]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>“{name}” could not be signed: {strerror}.</source>
        <translation>„{name}“ ließ sich nicht signieren: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>It is installed on the computer of the service.</source>
        <translation>Es wird auf dem Computer des Dienstes installiert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>What signs content credentials is not installed.</source>
        <translation>Was den Herkunftsnachweis signiert, ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Content credentials could not be written: {rstrip}.</source>
        <translation>Der Herkunftsnachweis ließ sich nicht schreiben: {rstrip}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Look at the certificate and the key in the settings, or turn content credentials off</source>
        <translation>Sehen Sie in den Einstellungen nach Zertifikat und Schlüssel, oder schalten Sie den Herkunftsnachweis aus</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/seal.py"/>
        <source>To sign with your own certificate, its file and that of its key are both needed.</source>
        <translation>Zum Signieren mit einem eigenen Zertifikat sind seine Datei und die seines Schlüssels nötig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/seal.py"/>
        <source>Name both in the settings, or neither</source>
        <translation>Geben Sie in den Einstellungen beide an oder keine</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/statement.py"/>
        <source>Synthetic speech made by VoiceCloner; voice {voice_id}</source>
        <translation>Künstliche Sprache, erstellt mit VoiceCloner; Stimme {voice_id}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/best_window.py"/>
        <source>A stretch of {min_s} to {max_s} s cannot be looked for.</source>
        <translation>Ein Ausschnitt kann nicht {min_s} bis {max_s} s lang sein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long.</source>
        <translation>Die Aufnahme ist {value} s lang.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long; {best_from} to {best_to} s work best.</source>
        <translation>Die Aufnahme ist {value} s lang; am besten sind {best_from} bis {best_to} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is only {value} s long: make it at least {limit} s.</source>
        <translation>Die Aufnahme ist nur {value} s lang: Sie sollte mindestens {limit} s lang sein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long: choose the best {limit} s of it or less.</source>
        <translation>Die Aufnahme ist {value} s lang: Wählen Sie daraus die besten {limit} s oder weniger.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>{value} s of it are speech; the longest stretch without a real stop is {longest} s.</source>
        <translation>{value} s davon sind Sprache; der längste Abschnitt ohne echtes Absetzen dauert {longest} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>No speech was found: speak for at least {limit} s.</source>
        <translation>Es wurde keine Sprache gefunden: Sprechen Sie mindestens {limit} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Only {value} s of speech were found: speak for at least {limit} s.</source>
        <translation>Es wurden nur {value} s Sprache gefunden: Sprechen Sie mindestens {limit} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Just {value} s of speech were found: {limit} s and more make a better voice.</source>
        <translation>Es wurden gerade einmal {value} s Sprache gefunden: Ab {limit} s wird die Stimme besser.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The longest stretch without a stop is {value} s of {total} s of speech: read whole sentences in one go, at least {limit} s at a time.</source>
        <translation>Der längste Abschnitt ohne Absetzen dauert {value} s von {total} s Sprache: Lesen Sie ganze Sätze in einem Zug, mindestens {limit} s am Stück.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The level is good (speech {value} dBFS, peak {peak} dBFS).</source>
        <translation>Der Pegel ist gut (Sprache {value} dBFS, Spitze {peak} dBFS).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is very quiet (peak {value} dBFS): move closer, about 10 cm from the microphone, or raise the input level.</source>
        <translation>Die Aufnahme ist sehr leise (Spitze {value} dBFS): Gehen Sie näher heran, etwa 10 cm vor das Mikrofon, oder erhöhen Sie den Eingangspegel.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is far too quiet (speech {value} dBFS): move closer, about 10 cm from the microphone, or raise the input level.</source>
        <translation>Die Stimme ist viel zu leise (Sprache {value} dBFS): Gehen Sie näher heran, etwa 10 cm vor das Mikrofon, oder erhöhen Sie den Eingangspegel.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is quiet (speech {value} dBFS): move closer to the microphone or raise the input level a little.</source>
        <translation>Die Stimme ist leise (Sprache {value} dBFS): Gehen Sie näher ans Mikrofon, oder erhöhen Sie den Eingangspegel etwas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is very loud (speech {value} dBFS): lower the input level or move back a little.</source>
        <translation>Die Stimme ist sehr laut (Sprache {value} dBFS): Senken Sie den Eingangspegel, oder gehen Sie etwas zurück.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is no signal at all: check that the microphone is switched on and not muted.</source>
        <translation>Es gibt gar kein Signal: Prüfen Sie, ob das Mikrofon eingeschaltet und nicht stummgeschaltet ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The peak is {value} dBFS; without speech there is no level to judge.</source>
        <translation>Die Spitze liegt bei {value} dBFS; ohne Sprache lässt sich kein Pegel beurteilen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>No peaks are cut off.</source>
        <translation>Es sind keine Spitzen abgeschnitten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Some peaks are cut off ({value} % of the recording): lower the input level and record again if you can.</source>
        <translation>Einige Spitzen sind abgeschnitten ({value} % der Aufnahme): Senken Sie den Eingangspegel, und nehmen Sie möglichst neu auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is distorted, its peaks are cut off ({value} % of it): lower the input level or move back, then record again.</source>
        <translation>Die Aufnahme ist verzerrt, ihre Spitzen sind abgeschnitten ({value} % davon): Senken Sie den Eingangspegel, oder gehen Sie etwas zurück, und nehmen Sie neu auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The loudest parts sound cut off, though the file was changed since: lower the input level and record again if you can.</source>
        <translation>Die lautesten Stellen klingen abgeschnitten, obwohl die Datei seither geändert wurde: Senken Sie den Eingangspegel, und nehmen Sie möglichst neu auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The background is quiet enough ({value} dB below the voice, floor {floor} dBFS).</source>
        <translation>Der Hintergrund ist leise genug ({value} dB unter der Stimme, Grundrauschen {floor} dBFS).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is audible noise, only {value} dB below the voice (floor {floor} dBFS): switch off fans, close doors and windows, or move closer to the microphone.</source>
        <translation>Es ist Rauschen zu hören, nur {value} dB unter der Stimme (Grundrauschen {floor} dBFS): Schalten Sie Lüfter aus, schließen Sie Türen und Fenster, oder gehen Sie näher ans Mikrofon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The background is too loud, only {value} dB below the voice (floor {floor} dBFS): find a quieter room and move closer to the microphone.</source>
        <translation>Der Hintergrund ist zu laut, nur {value} dB unter der Stimme (Grundrauschen {floor} dBFS): Suchen Sie einen ruhigeren Raum, und gehen Sie näher ans Mikrofon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Noise comes and goes between the words, {value} dB below the voice: record without clicks, keys and dishes, or cut those pauses out.</source>
        <translation>Zwischen den Worten kommen und gehen Geräusche, {value} dB unter der Stimme: Nehmen Sie ohne Klicken, Tastatur und Geschirr auf, oder schneiden Sie diese Pausen heraus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Loud noise comes and goes between the words, only {value} dB below the voice: keys, clicks or dishes are cloned with it; record again without them.</source>
        <translation>Zwischen den Worten kommen und gehen laute Geräusche, nur {value} dB unter der Stimme: Tastatur, Klicken oder Geschirr werden mitgeklont; nehmen Sie ohne sie neu auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Knocks are heard over the words, {value} times a minute and louder than the voice: record without clicks, keys and dishes.</source>
        <translation>{value}-mal je Minute fällt ein Schlag in die Worte, lauter als die Stimme: Nehmen Sie ohne Klicken, Tastatur und Geschirr auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Knocks are heard over the words, {value} times a minute and louder than the voice: keys, clicks or dishes are cloned with it; record again without them.</source>
        <translation>{value}-mal je Minute fällt ein Schlag in die Worte, lauter als die Stimme: Tastatur, Klicken oder Geschirr werden mitgeklont; nehmen Sie ohne sie neu auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is sound at {floor} dBFS but no voice in it: record speech in a quiet room.</source>
        <translation>Es gibt Ton mit {floor} dBFS, aber keine Stimme darin: Nehmen Sie Sprache in einem ruhigen Raum auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Without speech there is nothing to compare the background with.</source>
        <translation>Ohne Sprache lässt sich der Hintergrund mit nichts vergleichen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is little silence in it ({value} %).</source>
        <translation>Es ist wenig Stille darin ({value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Much of the recording is silence ({value} %): cut it out, or read without long stops.</source>
        <translation>Ein großer Teil der Aufnahme ist Stille ({value} %): Schneiden Sie sie heraus, oder lesen Sie ohne lange Unterbrechungen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>All of it counts as silence: check that the right microphone is chosen, and that nothing muffles it.</source>
        <translation>Alles gilt als Stille: Prüfen Sie, ob das richtige Mikrofon gewählt ist und nichts es dämpft.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is completely silent: the microphone may be muted, or the wrong one is chosen.</source>
        <translation>Die Aufnahme ist völlig still: Das Mikrofon ist vielleicht stummgeschaltet, oder das falsche ist gewählt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{most_mb} MB or less</source>
        <translation>{most_mb} MB oder weniger</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>less than {most_mb} MB</source>
        <translation>weniger als {most_mb} MB</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {size_mb} large</source>
        <translation>ist {size_mb} groß</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is mono</source>
        <translation>ist mono</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>has {channels} channels</source>
        <translation>hat {channels} Kanäle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{most} channels at most</source>
        <translation>höchstens {most} Kanäle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>WAV of {wav_bits} bit</source>
        <translation>WAV mit {wav_bits} Bit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{names} or {names2}</source>
        <translation>{names} oder {names2}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>has the format {container}</source>
        <translation>hat das Format {container}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {container} of {bits} bit floating point</source>
        <translation>ist {container} mit {bits} Bit Gleitkomma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {container} of {bits} bit</source>
        <translation>ist {container} mit {bits} Bit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>less than 0.1 MB</source>
        <translation>weniger als 0,1 MB</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has}, as asked for ({asked}).</source>
        <translation>Die Datei {has}, wie verlangt ({asked}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has}; used as it is it would be refused, as {asked} is asked for. </source>
        <translation>Die Datei {has}; unverändert würde sie abgelehnt, denn verlangt ist: {asked}. </translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>For a voice made here it is converted automatically.</source>
        <translation>Für eine hier erstellte Stimme wird sie automatisch umgewandelt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has} and is converted automatically to what is asked for ({asked}).</source>
        <translation>Die Datei {has} und wird automatisch in das Verlangte umgewandelt ({asked}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{name} is one of the languages it knows.</source>
        <translation>{name} ist eine der Sprachen, die die Engine kennt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{name} is not among the languages it knows ({known}): choose one of them, or another engine.</source>
        <translation>{name} ist nicht unter den Sprachen, die die Engine kennt ({known}): Wählen Sie eine davon oder eine andere Engine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/gate_check.py"/>
        <source>{usable_s} s of the recording are usable speech.</source>
        <translation>{usable_s} s der Aufnahme sind brauchbare Sprache.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/gate_check.py"/>
        <source>Only {shown_s} s of usable speech were counted in the recording, {needed_s} s less than the {needed_s2} s asked for: record again and speak longer; pauses, noise and cut-off peaks do not count.</source>
        <translation>In der Aufnahme wurden nur {shown_s} s brauchbare Sprache gezählt, {needed_s} s weniger als die verlangten {needed_s2} s: Nehmen Sie neu auf, und sprechen Sie länger; Pausen, Rauschen und abgeschnittene Spitzen zählen nicht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is no mains hum.</source>
        <translation>Es ist kein Netzbrummen zu hören.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Mains hum ({mains} Hz) is faint, {value} dB below the voice.</source>
        <translation>Das Netzbrummen ({mains} Hz) ist schwach, {value} dB unter der Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Mains hum ({mains} Hz) is heard, only {value} dB below the voice: try another cable or socket, move away from power supplies, or run the computer from its battery.</source>
        <translation>Netzbrummen ({mains} Hz) ist zu hören, nur {value} dB unter der Stimme: Versuchen Sie ein anderes Kabel oder eine andere Steckdose, halten Sie Abstand zu Netzteilen, oder betreiben Sie den Computer mit dem Akku.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Without speech there is nothing to compare hum with.</source>
        <translation>Ohne Sprache lässt sich das Brummen mit nichts vergleichen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording is centred on zero (offset {value} %).</source>
        <translation>Die Aufnahme liegt auf der Nulllinie (Gleichanteil {value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording lies {value} % off zero. That is corrected automatically, but may come from a faulty sound card or cable.</source>
        <translation>Die Aufnahme liegt {value} % neben der Nulllinie. Das wird automatisch korrigiert, kann aber von einer defekten Soundkarte oder einem defekten Kabel kommen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The room sounds dry (sounds die away in {value} s).</source>
        <translation>Der Raum klingt trocken (Töne verklingen in {value} s).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The room echoes (sounds die away in {value} s): move closer to the microphone, and record where curtains, carpets or a full wardrobe swallow the sound.</source>
        <translation>Der Raum hallt (Töne verklingen in {value} s): Gehen Sie näher ans Mikrofon, und nehmen Sie dort auf, wo Vorhänge, Teppiche oder ein voller Kleiderschrank den Schall schlucken.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is too little speech to hear the room.</source>
        <translation>Es ist zu wenig Sprache da, um den Raum zu hören.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches up to {value} Hz.</source>
        <translation>Die Stimme reicht bis {value} Hz hinauf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The sample rate is {value} Hz: record with {limit} Hz or more, otherwise the voice will sound dull.</source>
        <translation>Die Abtastrate beträgt {value} Hz: Nehmen Sie mit {limit} Hz oder mehr auf, sonst klingt die Stimme dumpf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches only up to {value} Hz, as over a telephone or after strong compression: record anew without a phone line or headset connection, or find a less compressed copy.</source>
        <translation>Die Stimme reicht nur bis {value} Hz hinauf, wie am Telefon oder nach starker Kompression: Nehmen Sie ohne Telefonleitung und Headset-Verbindung neu auf, oder suchen Sie eine weniger komprimierte Kopie.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches only up to {value} Hz, as over a telephone, too little to recognise it by: record anew without a phone line or headset connection, or find a better copy.</source>
        <translation>Die Stimme reicht nur bis {value} Hz hinauf, wie am Telefon, zu wenig, um sie daran zu erkennen: Nehmen Sie ohne Telefonleitung und Headset-Verbindung neu auf, oder suchen Sie eine bessere Kopie.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice is heard up to {value} Hz; noise hides what may lie above.</source>
        <translation>Die Stimme ist bis {value} Hz zu hören; Rauschen verdeckt, was darüber liegen mag.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is too little speech to tell how far up the voice reaches.</source>
        <translation>Es ist zu wenig Sprache da, um zu erkennen, wie weit die Stimme hinaufreicht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There are no dropouts.</source>
        <translation>Es gibt keine Aussetzer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is a dropout or a repeated block in the recording: close other programs or use another cable, and record again.</source>
        <translation>In der Aufnahme ist ein Aussetzer oder ein wiederholter Block: Schließen Sie andere Programme, oder verwenden Sie ein anderes Kabel, und nehmen Sie neu auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording has {value} dropouts or repeated blocks: close other programs or use another cable, and record again.</source>
        <translation>Die Aufnahme hat {value} Aussetzer oder wiederholte Blöcke: Schließen Sie andere Programme, oder verwenden Sie ein anderes Kabel, und nehmen Sie neu auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording is full of dropouts ({value}): close other programs or use another cable, and record again.</source>
        <translation>Die Aufnahme ist voller Aussetzer ({value}): Schließen Sie andere Programme, oder verwenden Sie ein anderes Kabel, und nehmen Sie neu auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>Niemand spricht {needed} s am Stück allein: Nehmen Sie eine einzelne Person auf, oder schneiden Sie heraus, was eine Person sagt, speichern Sie es in mehreren Dateien, und öffnen Sie diese zusammen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The longest pause is {value} s.</source>
        <translation>Die längste Pause dauert {value} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The longest pause is {value} s: read on after {limit} s at most, or cut it out.</source>
        <translation>Die längste Pause dauert {value} s: Lesen Sie spätestens nach {limit} s weiter, oder schneiden Sie sie heraus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>One voice speaks all the time (likeness {value} %).</source>
        <translation>Es spricht die ganze Zeit eine Stimme (Ähnlichkeit {value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice changes a lot (likeness {value} %), there may be more than one speaker: keep only the parts with one person.</source>
        <translation>Die Stimme ändert sich stark (Ähnlichkeit {value} %), vielleicht gibt es mehr als einen Sprecher: Behalten Sie nur die Teile mit einer Person.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>More than one person speaks (likeness {value} %): keep only the parts with one person.</source>
        <translation>Es spricht mehr als eine Person (Ähnlichkeit {value} %): Behalten Sie nur die Teile mit einer Person.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is more than one speaker (likeness {value} %): keep only the parts with one person.</source>
        <translation>Es gibt mehr als einen Sprecher (Ähnlichkeit {value} %): Behalten Sie nur die Teile mit einer Person.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice changes a lot (likeness {value} %), there may be more than one speaker. Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>Die Stimme ändert sich stark (Ähnlichkeit {value} %), vielleicht gibt es mehr als einen Sprecher. Niemand spricht {needed} s am Stück allein: Nehmen Sie eine einzelne Person auf, oder schneiden Sie heraus, was eine Person sagt, speichern Sie es in mehreren Dateien, und öffnen Sie diese zusammen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>More than one person speaks (likeness {value} %). Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>Es spricht mehr als eine Person (Ähnlichkeit {value} %). Niemand spricht {needed} s am Stück allein: Nehmen Sie eine einzelne Person auf, oder schneiden Sie heraus, was eine Person sagt, speichern Sie es in mehreren Dateien, und öffnen Sie diese zusammen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is more than one speaker (likeness {value} %). Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>Es gibt mehr als einen Sprecher (Ähnlichkeit {value} %). Niemand spricht {needed} s am Stück allein: Nehmen Sie eine einzelne Person auf, oder schneiden Sie heraus, was eine Person sagt, speichern Sie es in mehreren Dateien, und öffnen Sie diese zusammen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Several voices may be speaking at once (likeness {value} %): record one person alone.</source>
        <translation>Vielleicht sprechen mehrere Stimmen zugleich (Ähnlichkeit {value} %): Nehmen Sie eine einzelne Person auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Two voices seem to speak at once (two pitches in {value} % of the speech): record one person alone.</source>
        <translation>Zwei Stimmen scheinen zugleich zu sprechen (zwei Tonhöhen in {value} % der Sprache): Nehmen Sie eine einzelne Person auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to tell voices apart.</source>
        <translation>Es ist zu wenig Sprache da, um Stimmen zu unterscheiden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is no music in it ({value} % held notes).</source>
        <translation>Es ist keine Musik darin ({value} % gehaltene Töne).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There may be music or singing ({value} % held notes): switch it off and speak, or use a recording without it.</source>
        <translation>Es ist vielleicht Musik oder Gesang darin ({value} % gehaltene Töne): Schalten Sie sie aus und sprechen Sie, oder verwenden Sie eine Aufnahme ohne sie.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is music in it ({value} % held notes): use speech without any music.</source>
        <translation>Es ist Musik darin ({value} % gehaltene Töne): Verwenden Sie Sprache ganz ohne Musik.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The words seem to be sung (the voice holds its pitch {value} % of the time): speak them.</source>
        <translation>Die Worte scheinen gesungen zu sein (die Stimme hält ihre Tonhöhe {value} % der Zeit): Sprechen Sie sie.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice is voiced, not whispered ({value} %).</source>
        <translation>Die Stimme ist stimmhaft, nicht geflüstert ({value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Much of the speech is whispered (only {value} % voiced): speak with your full voice.</source>
        <translation>Ein großer Teil der Sprache ist geflüstert (nur {value} % stimmhaft): Sprechen Sie mit voller Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The speech is whispered (only {value} % voiced): speak with your full voice.</source>
        <translation>Die Sprache ist geflüstert (nur {value} % stimmhaft): Sprechen Sie mit voller Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The background is too loud to tell whether the speech is whispered.</source>
        <translation>Der Hintergrund ist zu laut, um zu erkennen, ob die Sprache geflüstert ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to tell whether it is whispered.</source>
        <translation>Es ist zu wenig Sprache da, um zu erkennen, ob sie geflüstert ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The recording carries no mark of synthetic speech that could be heard.</source>
        <translation>Die Aufnahme trägt keine hörbare Kennzeichnung synthetischer Sprache.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>This recording is marked as synthetic speech ({value} % sure): a voice made from it copies what a machine said; record the person instead.</source>
        <translation>Diese Aufnahme ist als synthetische Sprache gekennzeichnet ({value} % sicher): Eine Stimme daraus ahmt nach, was eine Maschine gesprochen hat; nehmen Sie lieber den Menschen selbst auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to listen for the mark of synthetic speech.</source>
        <translation>Für die Suche nach einer Kennzeichnung synthetischer Sprache ist zu wenig Sprache da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/judging/judging_process.py"/>
        <source>The part of the program that listens to recordings cannot be started.</source>
        <translation>Der Teil des Programms, der Aufnahmen anhört, lässt sich nicht starten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/judging/judging_process.py"/>
        <source>The part of the program that listens to recordings stopped working.</source>
        <translation>Der Teil des Programms, der Aufnahmen anhört, arbeitet nicht mehr.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>Too loud, peaks are cut off: move back a little, or turn the microphone down.</source>
        <translation>Zu laut, Spitzen werden abgeschnitten: Gehen Sie etwas zurück, oder regeln Sie das Mikrofon herunter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>You are quiet: come closer to the microphone.</source>
        <translation>Sie sind leise: Kommen Sie näher ans Mikrofon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>You are loud: move back a little.</source>
        <translation>Sie sind laut: Gehen Sie etwas zurück.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>That sounds whispered: speak with your full voice.</source>
        <translation>Das klingt geflüstert: Sprechen Sie mit voller Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>A steady noise is heard, like a fan: switch it off, or come closer to the microphone.</source>
        <translation>Ein gleichmäßiges Geräusch ist zu hören, wie von einem Lüfter: Schalten Sie ihn aus, oder kommen Sie näher ans Mikrofon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>There is noise around you: close doors and windows, or come closer to the microphone.</source>
        <translation>Um Sie herum ist es laut: Schließen Sie Türen und Fenster, oder kommen Sie näher ans Mikrofon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>Nobody is heard: speak, or choose another microphone.</source>
        <translation>Niemand ist zu hören: Sprechen Sie, oder wählen Sie ein anderes Mikrofon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>A sample rate of {sample_rate} Hz cannot be reviewed.</source>
        <translation>Eine Abtastrate von {sample_rate} Hz lässt sich nicht prüfen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Use 16 kHz or more.</source>
        <translation>Verwenden Sie 16 kHz oder mehr.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Only mono sound can be reviewed.</source>
        <translation>Nur Ton mit einem Kanal lässt sich prüfen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Choose one channel first.</source>
        <translation>Wählen Sie zuerst einen Kanal.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>The recording holds values that are not numbers.</source>
        <translation>Die Aufnahme enthält Werte, die keine Zahlen sind.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Export it again, or record anew.</source>
        <translation>Exportieren Sie sie neu, oder nehmen Sie neu auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/profiles.py"/>
        <source>There is no profile “{name}”.</source>
        <translation>Es gibt kein Profil „{name}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/profiles.py"/>
        <source>Choose one of: {profiles}.</source>
        <translation>Möglich sind: {profiles}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>A voice was heard</source>
        <translation>Eine Stimme war zu hören</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Something was heard</source>
        <translation>Etwas war zu hören</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone sends nothing at all: it is muted, not connected, or another one has taken its place. Unmute it, or choose another microphone.</source>
        <translation>Das Mikrofon sendet gar nichts: Es ist stummgeschaltet oder nicht angeschlossen, oder ein anderes ist an seine Stelle getreten. Heben Sie die Stummschaltung auf, oder wählen Sie ein anderes Mikrofon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone hears almost nothing, less than any room has: switch it on, or turn its input level up.</source>
        <translation>Das Mikrofon hört fast nichts, weniger, als jeder Raum von sich gibt: Schalten Sie es ein, oder erhöhen Sie seinen Eingangspegel.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone works.</source>
        <translation>Das Mikrofon funktioniert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>{disturbance} while the room was listened to: be silent for two seconds.</source>
        <translation>{disturbance}, während der Raum geprüft wurde: Seien Sie bitte zwei Sekunden still.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is quiet enough ({floor}).</source>
        <translation>Der Raum ist leise genug ({floor}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is a little loud ({floor}): switch off fans, close doors and windows.</source>
        <translation>Der Raum ist etwas laut ({floor}): Schalten Sie Lüfter aus, schließen Sie Türen und Fenster.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is too loud ({floor}): switch off what makes noise, or find a quieter room.</source>
        <translation>Der Raum ist zu laut ({floor}): Schalten Sie aus, was Lärm macht, oder suchen Sie einen ruhigeren Raum.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>It could not be told whether the mains hums.</source>
        <translation>Ob es Netzbrummen gibt, ließ sich nicht feststellen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Nothing hums.</source>
        <translation>Nichts brummt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>{hum_hz} Hz, {hum_dbfs} dBFS</source>
        <translation>{hum_hz} Hz, {hum_dbfs} dBFS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The mains hum is too faint to matter ({level}).</source>
        <translation>Das Netzbrummen ist zu schwach, um zu stören ({level}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The mains hums ({level}): try another cable or socket, and move away from power supplies.</source>
        <translation>Netzbrummen ist zu hören ({level}): Versuchen Sie ein anderes Kabel oder eine andere Steckdose, und halten Sie Abstand zu Netzteilen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparing.py"/>
        <source>The part of the program that compares voices cannot be started.</source>
        <translation>Der Teil des Programms, der Stimmen vergleicht, lässt sich nicht starten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparing.py"/>
        <source>The part of the program that compares voices stopped working.</source>
        <translation>Der Teil des Programms, der Stimmen vergleicht, arbeitet nicht mehr.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparison.py"/>
        <source>There is no voice in it that could be compared.</source>
        <translation>Darin ist keine Stimme, die sich vergleichen ließe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/speech_only.py"/>
        <source>There is too little speech to compare.</source>
        <translation>Es ist zu wenig Sprache da, um zu vergleichen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/speech_only.py"/>
        <source>Record or choose one with more speech.</source>
        <translation>Nehmen Sie eine mit mehr Sprache auf, oder wählen Sie eine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/answering.py"/>
        <source>The service could not read or write its files.</source>
        <translation>Der Dienst konnte seine Dateien nicht lesen oder schreiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/answering.py"/>
        <source>The service is busy: there is more to do than may wait.</source>
        <translation>Der Dienst ist ausgelastet: Es wartet mehr, als warten darf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>The service fetches nothing.</source>
        <translation>Der Dienst ruft nichts ab.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>Send the recording itself, as a data address or a file.</source>
        <translation>Senden Sie die Aufnahme selbst, als Datenadresse oder Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>It is not JSON</source>
        <translation>Es ist kein JSON</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>The recording is not base64.</source>
        <translation>Die Aufnahme ist kein Base64.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>Send a data address or a file.</source>
        <translation>Senden Sie eine Datenadresse oder eine Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The recording could not be fetched from its address.</source>
        <translation>Die Aufnahme ließ sich nicht von ihrer Adresse abrufen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Send it itself.</source>
        <translation>Senden Sie sie selbst.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The address leads on and on.</source>
        <translation>Die Adresse führt immer weiter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Name the recording's own address.</source>
        <translation>Geben Sie die Adresse der Aufnahme selbst an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Only http and https addresses at their usual ports are fetched.</source>
        <translation>Abgerufen werden nur http- und https-Adressen an den üblichen Ports.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The address is not one of the open internet.</source>
        <translation>Die Adresse liegt nicht im offenen Internet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Send the recording itself.</source>
        <translation>Senden Sie die Aufnahme selbst.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The recording is larger than {most_bytes} MB.</source>
        <translation>Die Aufnahme ist größer als {most_bytes} MB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>There is no recording at the address (status {status}).</source>
        <translation>Unter der Adresse ist keine Aufnahme (Status {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The service is not called by this name.</source>
        <translation>Der Dienst wird nicht unter diesem Namen angesprochen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>Pages of other sites may not use this service.</source>
        <translation>Seiten anderer Websites dürfen diesen Dienst nicht nutzen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>There were too many requests in the last minute.</source>
        <translation>In der letzten Minute gab es zu viele Anfragen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The token is missing or wrong.</source>
        <translation>Das Token fehlt oder ist falsch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The request came in too slowly.</source>
        <translation>Die Anfrage kam zu langsam an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The request is larger than {most}.</source>
        <translation>Die Anfrage ist größer als {most}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>Waiting for its turn</source>
        <translation>Wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>The voice is not there.</source>
        <translation>Die Stimme ist nicht da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>There is no job “{making_id}”.</source>
        <translation>Es gibt keinen Auftrag „{making_id}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>Jobs are forgotten when the service ends.</source>
        <translation>Aufträge werden vergessen, wenn der Dienst endet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>Install them with: pip install 'voicecloner[server]'</source>
        <translation>Installieren Sie sie mit: pip install 'voicecloner[server]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>This program cannot be added to: install VoiceCloner in Python, with: pip install 'voicecloner[server]'</source>
        <translation>Dieses Programm lässt sich nicht erweitern: Installieren Sie VoiceCloner in Python, mit: pip install 'voicecloner[server]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>The packages of the service are not installed ({name}).</source>
        <translation>Die Pakete des Dienstes sind nicht installiert ({name}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/recordings.py"/>
        <source>The recording takes too long to be judged.</source>
        <translation>Die Prüfung der Aufnahme dauert zu lange.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/recordings.py"/>
        <source>Send a minute of it.</source>
        <translation>Senden Sie eine Minute davon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>The text is longer than {most} characters.</source>
        <translation>Der Text hat mehr als {most} Zeichen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>Send it in parts.</source>
        <translation>Senden Sie ihn in Teilen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>No voice is named.</source>
        <translation>Es ist keine Stimme angegeben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>Name one as `voice`, or send a recording as `reference_audio`.</source>
        <translation>Nennen Sie eine als `voice`, oder senden Sie eine Aufnahme als `reference_audio`.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/running.py"/>
        <source>The service cannot listen on {host}, port {port}: {strerror}.</source>
        <translation>Der Dienst kann unter {host}, Port {port}, nicht antworten: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/running.py"/>
        <source>Choose another port</source>
        <translation>Wählen Sie einen anderen Port</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/uploads.py"/>
        <source>There is no room for the recordings that were sent.</source>
        <translation>Für die gesendeten Aufnahmen ist kein Platz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/uploads.py"/>
        <source>Free some space.</source>
        <translation>Geben Sie Speicherplatz frei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>an address such as http://proxy.example:3128; within a name or password, / is written as %2F, ? as %3F, # as %23, [ as %5B and ] as %5D</source>
        <translation>eine Adresse wie http://proxy.example:3128; in Namen oder Passwort steht %2F für /, %3F für ?, %23 für #, %5B für [ und %5D für ]</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a folder</source>
        <translation>der Pfad eines Ordners</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Long texts</source>
        <translation>Lange Texte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>as spoken</source>
        <translation>wie gesprochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The setting {key} cannot be {shown}.</source>
        <translation>Die Einstellung {key} kann nicht {shown} sein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>It takes {allowed}.</source>
        <translation>Erlaubt ist: {allowed}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>one of {choices}</source>
        <translation>eines von {choices}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>{low} to {high} {unit}</source>
        <translation>{low} bis {high} {unit}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>any text</source>
        <translation>beliebiger Text</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The microphone to record with.</source>
        <translation>Das Mikrofon, mit dem aufgenommen wird.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the name of a microphone, as this computer calls it</source>
        <translation>der Name eines Mikrofons, wie dieser Computer es nennt</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>The system's default</source>
        <translation>Standard des Systems</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Which input of a microphone with several to use; 0: the one that is heard.</source>
        <translation>Welcher Eingang eines Mikrofons mit mehreren verwendet wird; 0: der, an dem etwas zu hören ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The loudspeaker or headphones to play on.</source>
        <translation>Der Lautsprecher oder Kopfhörer für die Wiedergabe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the name of a loudspeaker, as this computer calls it</source>
        <translation>der Name eines Lautsprechers, wie dieser Computer ihn nennt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The language of the window, from its next start on.</source>
        <translation>Die Sprache der Oberfläche, ab dem nächsten Start.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Light or dark, or as the system has it.</source>
        <translation>Hell oder dunkel, oder wie im System eingestellt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How many voices the library holds at most.</source>
        <translation>Wie viele Stimmen die Bibliothek höchstens enthält.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Language of new voices and texts, e.g. en or pt-BR.</source>
        <translation>Sprache neuer Stimmen und Texte, z. B. en oder pt-BR.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the tag of a language</source>
        <translation>das Kürzel einer Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The engine new voices are cloned with; auto: the best one installed for the language.</source>
        <translation>Die Engine, mit der neue Stimmen geklont werden; auto: die beste installierte für die Sprache.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>auto or the id of an engine</source>
        <translation>auto oder die Kennung einer Engine</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Where neural engines work: on the graphics card (cuda), on the processor (cpu), or as it suits this computer.</source>
        <translation>Wo neuronale Engines arbeiten: auf der Grafikkarte (cuda), auf dem Prozessor (cpu) oder wie es zu diesem Computer passt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How long an engine that is not used keeps its memory.</source>
        <translation>Wie lange eine unbenutzte Engine ihren Arbeitsspeicher behält.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How fast voices speak; 1 is the voice's own pace.</source>
        <translation>Wie schnell Stimmen sprechen; 1 ist das eigene Tempo der Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How fast takes are heard on the page Speak, at the same pitch; the takes stay as they are.</source>
        <translation>Wie schnell Takes auf der Seite „Sprechen“ zu hören sind, in gleicher Tonhöhe; die Takes selbst bleiben, wie sie sind.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>For how many days on which VoiceCloner is used what was spoken is kept; then it is erased here. Files you saved stay.</source>
        <translation>An wie vielen Tagen VoiceCloner verwendet wird, bis Gesprochenes hier endgültig gelöscht wird. Gespeicherte Dateien bleiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>days of use</source>
        <translation>Nutzungstage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Ask before closing while something that was spoken is not saved.</source>
        <translation>Vor dem Beenden fragen, solange etwas Gesprochenes nicht gespeichert ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Put an inaudible mark into all speech that tells it is synthetic.</source>
        <translation>Alles Gesprochene unhörbar als künstlich kennzeichnen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>New speech carries no mark: once such a file has lost its tags, nothing tells that it is synthetic.</source>
        <translation>Neu Gesprochenes ist nicht gekennzeichnet: Hat eine solche Datei ihre Metadaten verloren, verrät nichts mehr, dass sie künstlich ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Sign the WAV, FLAC, MP3 and M4A files you save (content credentials, C2PA): programs that read this tell that a machine spoke, and whether the file was changed since.</source>
        <translation>Die WAV-, FLAC-, MP3- und M4A-Dateien signieren, die Sie speichern (Content Credentials, C2PA): Programme, die das lesen, sagen, dass eine Maschine sprach und ob die Datei seither geändert wurde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>A PEM file with your certificate for content credentials, and those above it. The one made here is known to this computer alone.</source>
        <translation>Eine PEM-Datei mit Ihrem Zertifikat für den Herkunftsnachweis und denen darüber. Das hier erstellte kennt nur dieser Computer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as ~/certificate.pem</source>
        <translation>der Pfad einer Datei, etwa ~/certificate.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>One made on this computer</source>
        <translation>Eines von diesem Computer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The PEM file with the key of your certificate for content credentials, without a password.</source>
        <translation>Die PEM-Datei mit dem Schlüssel Ihres Zertifikats für den Herkunftsnachweis, ohne Passwort.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as ~/key.pem</source>
        <translation>der Pfad einer Datei, etwa ~/key.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>That of the one made on this computer</source>
        <translation>Der zum Zertifikat von diesem Computer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The folder speech is saved in, unless you choose another; the last one is kept.</source>
        <translation>Der Ordner, in dem Gesprochenes gespeichert wird, wenn Sie keinen anderen wählen; der letzte wird gemerkt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>Your music</source>
        <translation>Ihre Musik</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The format in which takes are exported and dragged out of the window; the last one is kept.</source>
        <translation>Das Format, in dem Takes exportiert und aus dem Fenster gezogen werden; das letzte wird gemerkt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How many bits each sample of an exported WAV or FLAC has.</source>
        <translation>Wie viele Bit jeder Abtastwert einer exportierten WAV- oder FLAC-Datei hat.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Sample rate of exported takes; 0: the voice's own.</source>
        <translation>Abtastrate exportierter Takes; 0: die der Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Bits per second of exported MP3, Opus and M4A; 0: what is usual.</source>
        <translation>Bits je Sekunde bei exportierten MP3-, Opus- und M4A-Dateien; 0: was üblich ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How loud exported takes are, in LUFS.</source>
        <translation>Wie laut exportierte Takes sind, in LUFS.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>What exported takes are called, of {voice}, {text}, {date}, {time}, {number}, {id}, {language} and {engine}.</source>
        <translation>Wie exportierte Takes heißen, aus {voice}, {text}, {date}, {time}, {number}, {id}, {language} und {engine}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>a pattern such as {date}_{voice}_{number}</source>
        <translation>ein Muster wie {date}_{voice}_{number}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How loud the files of books and tables are, in LUFS.</source>
        <translation>Wie laut die Dateien von Büchern und Tabellen sind, in LUFS.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How often each line of a table is said; the best is kept.</source>
        <translation>Wie oft jede Zeile einer Tabelle gesprochen wird; der beste Versuch wird behalten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The Dask cluster that says the lines of tables.</source>
        <translation>Der Dask-Cluster, der die Zeilen von Tabellen spricht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the address of its scheduler, such as tcp://10.0.0.5:8786</source>
        <translation>die Adresse seines Schedulers, etwa tcp://10.0.0.5:8786</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The folder recordings are looked for in; the last one is kept.</source>
        <translation>Der Ordner, in dem nach Aufnahmen gesucht wird; der letzte wird gemerkt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How much speech a recording made here must hold to be used; a file may hold less.</source>
        <translation>Wie viel Sprache eine hier entstandene Aufnahme enthalten muss, um verwendet zu werden; in einer Datei darf es weniger sein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Another address to fetch models from.</source>
        <translation>Eine andere Adresse, von der Modelle heruntergeladen werden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Proxy for downloads, e.g. http://proxy.example:3128, or http://name:password@… where it asks for one.</source>
        <translation>Proxy für Downloads, z. B. http://proxy.example:3128, oder http://name:passwort@…, wo er danach fragt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>The system's</source>
        <translation>Der des Systems</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>A PEM file of certificates to trust besides the system's.</source>
        <translation>Eine PEM-Datei mit Zertifikaten, denen außer denen des Systems vertraut wird.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as /etc/ssl/company.pem</source>
        <translation>der Pfad einer Datei, etwa /etc/ssl/company.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Seconds counted down before a recording begins; 0: none.</source>
        <translation>Sekunden, die vor einer Aufnahme heruntergezählt werden; 0: keine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Show the microphone's level before a recording too; nothing is kept of it.</source>
        <translation>Den Pegel des Mikrofons auch vor einer Aufnahme zeigen; nichts davon wird aufbewahrt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Listen to the room for two seconds before the first recording with a microphone.</source>
        <translation>Vor der ersten Aufnahme mit einem Mikrofon den Raum zwei Sekunden lang prüfen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Other programs on this computer, and a page in the browser, can use your voices while the window is open.</source>
        <translation>Andere Programme auf diesem Computer und eine Seite im Browser können Ihre Stimmen benutzen, solange das Fenster offen ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The port other programs ask at.</source>
        <translation>Der Port, an dem andere Programme anfragen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <location filename="../../voicecloner/use_cases/upkeep/change_setting.py"/>
        <source>There is no setting called “{key}”.</source>
        <translation>Es gibt keine Einstellung namens „{key}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <location filename="../../voicecloner/use_cases/upkeep/change_setting.py"/>
        <source>The settings are {settings}.</source>
        <translation>Es gibt diese Einstellungen: {settings}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>This computer has no keyring that could keep the password: it counts until VoiceCloner ends. To have it for good, put the whole address into the environment variable HTTPS_PROXY.</source>
        <translation>Dieser Computer hat keinen Schlüsselbund, der das Passwort aufbewahren könnte: Es gilt, bis VoiceCloner beendet wird. Um es dauerhaft zu behalten, legen Sie die ganze Adresse in die Umgebungsvariable HTTPS_PROXY.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>{message} The default settings are used.</source>
        <translation>{message} Die Standardeinstellungen werden verwendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>{message} {hint} The default is used.</source>
        <translation>{message} {hint} Die Standardeinstellung wird verwendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>A password could not be taken out of the settings: {message}</source>
        <translation>Ein Passwort ließ sich nicht aus den Einstellungen entfernen: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>The settings file could not be understood; it was kept as {kept} and the defaults are used.</source>
        <translation>Die Datei mit den Einstellungen ließ sich nicht auswerten; sie wurde als {kept} aufbewahrt, und die Standardeinstellungen werden verwendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>All {channels} channels carry the same sound and were mixed into one.</source>
        <translation>Alle {channels} Kanäle enthalten denselben Ton und wurden zu einem gemischt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel {used} of {channels} is used, because the speech is clearest there.</source>
        <translation>Kanal {used} von {channels} wird verwendet, weil die Sprache dort am klarsten ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel {used} of {channels} is used, because channel 1 is silent.</source>
        <translation>Kanal {used} von {channels} wird verwendet, weil Kanal 1 still ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of 2 is used, because channel 2 is silent.</source>
        <translation>Kanal 1 von 2 wird verwendet, weil Kanal 2 still ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of 2 is used alone, because the two channels have opposite phase and would cancel each other.</source>
        <translation>Nur Kanal 1 von 2 wird verwendet, weil die beiden Kanäle gegenphasig sind und sich auslöschen würden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of {channels} is used.</source>
        <translation>Kanal 1 von {channels} wird verwendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>In this format the peaks of the sound cannot be kept below {peak_limit_dbtp} dBTP.</source>
        <translation>In diesem Format lassen sich die Spitzen des Tons nicht unter {peak_limit_dbtp} dBTP halten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>Choose a lower loudness, a higher bit rate or another format.</source>
        <translation>Wählen Sie eine geringere Lautheit, eine höhere Bitrate oder ein anderes Format.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>It is silent, and stays so.</source>
        <translation>Der Ton ist still und bleibt es.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>: louder, its peaks would pass {peak_limit_dbtp} dBTP or be audibly cut off</source>
        <translation>: Wäre er lauter, würden seine Spitzen {peak_limit_dbtp} dBTP überschreiten oder hörbar abgeschnitten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>It has {lufs} LUFS instead of {wanted_lufs}{why}.</source>
        <translation>Der Ton hat {lufs} LUFS statt {wanted_lufs}{why}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>turning the loudest moments down by up to {turned_down_db} dB</source>
        <translation>Die lautesten Stellen werden um bis zu {turned_down_db} dB leiser gestellt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>Without peaks above {peak_limit_dbtp} dBTP, {wanted_lufs} LUFS is reached only by {down}.</source>
        <translation>Ohne Spitzen über {peak_limit_dbtp} dBTP sind {wanted_lufs} LUFS nur so zu erreichen: {down}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>The reader of documents cannot be started.</source>
        <translation>Der Programmteil, der Dokumente liest, lässt sich nicht starten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>“{name}” is damaged in a way that stops its reader.</source>
        <translation>„{name}“ ist so beschädigt, dass sich das Dokument nicht lesen lässt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>Reading “{name}” took longer than any book does, and was stopped.</source>
        <translation>Das Lesen von „{name}“ dauerte länger als bei jedem Buch und wurde abgebrochen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>“{name}” needs more memory to be read than a book should.</source>
        <translation>„{name}“ braucht zum Lesen mehr Speicher, als ein Buch brauchen sollte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is damaged: “{name2}” is missing in it.</source>
        <translation>„{name}“ ist beschädigt: „{name2}“ fehlt darin.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” holds a text that is longer than any book.</source>
        <translation>„{name}“ enthält einen Text, der länger ist als jedes Buch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is locked with a password.</source>
        <translation>„{name}“ ist mit einem Passwort gesperrt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>Save it without one.</source>
        <translation>Speichern Sie es ohne Passwort.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is damaged: “{name2}” in it cannot be read.</source>
        <translation>„{name}“ ist beschädigt: „{name2}“ darin ist nicht lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” would fill the memory when it is unpacked, as no book does: it was not opened.</source>
        <translation>„{name}“ würde entpackt den Arbeitsspeicher füllen, was kein Buch tut, und wurde nicht geöffnet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” holds a file that would lie outside of it: it was not opened.</source>
        <translation>„{name}“ enthält eine Datei, die außerhalb abgelegt würde, und wurde nicht geöffnet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” holds no text, only pictures.</source>
        <translation>„{name}“ enthält keinen Text, nur Bilder.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>Choose an edition with text.</source>
        <translation>Wählen Sie eine Ausgabe mit Text.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>{count} of its pages are missing in the file.</source>
        <translation>{count} der Seiten fehlen in der Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” is not an EPUB: it does not say which pages it has.</source>
        <translation>„{name}“ ist kein EPUB: Es sagt nicht, welche Seiten es hat.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” is protected against copying, and its text cannot be read.</source>
        <translation>„{name}“ ist kopiergeschützt, und der Text ist nicht lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>Choose an edition without protection.</source>
        <translation>Wählen Sie eine Ausgabe ohne Schutz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/markup_tree.py"/>
        <source>“{name}” declares entities of its own, as no book needs: it was not opened.</source>
        <translation>„{name}“ legt eigene Entitäten fest, was kein Buch braucht, und wurde nicht geöffnet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>“{name}” is a folder.</source>
        <translation>„{name}“ ist ein Ordner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Name a document in it.</source>
        <translation>Geben Sie ein Dokument darin an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>“{name}” is of a kind that cannot be read.</source>
        <translation>„{name}“ hat ein Format, das nicht lesbar ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Those that can: {kinds}.</source>
        <translation>Lesbar sind: {kinds}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is not a file.</source>
        <translation>„{name}“ ist keine Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Name a document.</source>
        <translation>Geben Sie ein Dokument an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <location filename="../../voicecloner/speech/documents/subtitles.py"/>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>“{name}” holds no text.</source>
        <translation>„{name}“ enthält keinen Text.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/subtitles.py"/>
        <source>“{name}” holds no subtitles that can be read.</source>
        <translation>„{name}“ enthält keine lesbaren Untertitel.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not text.</source>
        <translation>„{name}“ ist kein Text.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>“{name}” is longer than any book.</source>
        <translation>„{name}“ ist länger als jedes Buch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>Split it into parts.</source>
        <translation>Teilen Sie es auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/word.py"/>
        <source>“{name}” is not a DOCX document, or is damaged.</source>
        <translation>„{name}“ ist kein DOCX-Dokument, oder es ist beschädigt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer could not say the text (code {status}).</source>
        <translation>Der Sprachsynthesizer konnte den Text nicht sprechen (Code {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer has no voice named {voice}.</source>
        <translation>Der Sprachsynthesizer hat keine Stimme namens {voice}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer espeak-ng could not be loaded.</source>
        <translation>Der Sprachsynthesizer espeak-ng ließ sich nicht laden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer espeak-ng could not be started.</source>
        <translation>Der Sprachsynthesizer espeak-ng ließ sich nicht starten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak_languages.py"/>
        <source>espeak-ng does not speak the language “{language}”.</source>
        <translation>espeak-ng spricht die Sprache „{language}“ nicht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak_languages.py"/>
        <source>Choose one of the languages in its list.</source>
        <translation>Wählen Sie eine der Sprachen aus der Liste.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/moonshine.py"/>
        <source>The speech recognizer is not installed.</source>
        <translation>Die Spracherkennung ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/moonshine.py"/>
        <source>The speech recognizer could not be loaded.</source>
        <translation>Die Spracherkennung ließ sich nicht laden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>Listening to the words</source>
        <translation>Die Worte werden erkannt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>The speech recognizer could not be started.</source>
        <translation>Die Spracherkennung ließ sich nicht starten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>it ended without a message. {last_words}</source>
        <translation>sie endete ohne Meldung. {last_words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>The speech recognizer could not be used.</source>
        <translation>Die Spracherkennung ließ sich nicht verwenden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>Use {field}, such as {number}_{voice}.</source>
        <translation>Verwenden Sie {field}, etwa {number}_{voice}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{pattern}” is not a pattern for file names.</source>
        <translation>„{pattern}“ ist kein Muster für Dateinamen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” is not a pattern for file names: {{field}} cannot be used so.</source>
        <translation>„{pattern}“ ist kein Muster für Dateinamen: {{field}} lässt sich so nicht verwenden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” gives all files the same name.</source>
        <translation>„{pattern}“ gibt allen Dateien denselben Namen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>the file “{name}” would lie outside the folder</source>
        <translation>die Datei „{name}“ läge außerhalb des Ordners</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}” is not a name for a file</source>
        <translation>„{name}“ ist kein Name für eine Datei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}” is not a name for a file that every system takes</source>
        <translation>„{name}“ ist kein Dateiname, den jedes System annimmt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}…” is longer than a file's name can be</source>
        <translation>„{name}…“ ist länger, als ein Dateiname sein kann</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>the file “{name}” would lie outside the folder, by way of a link in it</source>
        <translation>die Datei „{name}“ läge über eine Verknüpfung außerhalb des Ordners</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/manifest.py"/>
        <source>Another batch is at work in {folder}.</source>
        <translation>In {folder} wird schon eine andere Tabelle gesprochen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/manifest.py"/>
        <source>Wait for it, or choose another.</source>
        <translation>Warten Sie darauf, oder wählen Sie einen anderen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>Line {number}: {message}</source>
        <translation>Zeile {number}: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>it names no voice.</source>
        <translation>sie nennt keine Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>its file “{name}” is already that of line {other}.</source>
        <translation>ihre Datei „{name}“ gehört schon zu Zeile {other}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>its {column} “{cells}” is not a number.</source>
        <translation>{column}: „{cells}“ ist keine Zahl.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Reading the table</source>
        <translation>Die Tabelle wird gelesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Looking at the lines</source>
        <translation>Die Zeilen werden angesehen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Not said yet.</source>
        <translation>Noch nicht gesprochen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {fault}</source>
        <translation>Zeile {number}: {fault}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>{done} of {whole}</source>
        <translation>{done} von {whole}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>about {done} left</source>
        <translation>noch etwa {done}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>its file “{file}” is there already, and no batch in this folder has made it.</source>
        <translation>ihre Datei „{file}“ ist schon da, und keine Tabelle in diesem Ordner hat sie erstellt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>{processes} processes cannot work side by side.</source>
        <translation>{processes} Prozesse können nicht nebeneinander arbeiten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>“{folder}” is a file.</source>
        <translation>„{folder}“ ist eine Datei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Name a folder for what is spoken.</source>
        <translation>Geben Sie einen Ordner für das Gesprochene an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>{number} line</source>
        <translation>{number} Zeile</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>{number} lines</source>
        <translation>{number} Zeilen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>Save it again as XLSX or CSV.</source>
        <translation>Speichern Sie sie neu als XLSX oder CSV.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>“{name}” cannot be read as a spreadsheet.</source>
        <translation>„{name}“ ist nicht als Tabelle lesbar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>“{name}” is not a spreadsheet that can be read.</source>
        <translation>„{name}“ ist keine lesbare Tabelle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>this is not JSON.</source>
        <translation>das ist kein JSON.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>this is not a JSON object.</source>
        <translation>das ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source> Did you mean “{near}”?</source>
        <translation> Meinten Sie „{near}“?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source> Known are: {known}.</source>
        <translation> Bekannt sind: {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>there is no column “{name}”.{meant}</source>
        <translation>es gibt keine Spalte „{name}“.{meant}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>the column “{name}” is there twice.</source>
        <translation>die Spalte „{name}“ ist doppelt vorhanden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>the column “{lacking}” is missing.</source>
        <translation>die Spalte „{lacking}“ fehlt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not a table.</source>
        <translation>„{name}“ ist keine Tabelle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Its name must end in one of {table_suffixes}.</source>
        <translation>Der Name muss eine dieser Endungen haben: {table_suffixes}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>There are no lines in “{name}”.</source>
        <translation>In „{name}“ sind keine Zeilen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Write at least one.</source>
        <translation>Schreiben Sie mindestens eine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” has more than {most_lines}.</source>
        <translation>„{name}“ hat mehr als {most_lines}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Split it.</source>
        <translation>Teilen Sie sie auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Name a table.</source>
        <translation>Geben Sie eine Tabelle an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is larger than 64 MB.</source>
        <translation>„{name}“ ist größer als 64 MB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Save it as UTF-8.</source>
        <translation>Speichern Sie sie als UTF-8.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not in UTF-8 and was read as Windows-1252: look at its accented letters.</source>
        <translation>„{name}“ ist nicht in UTF-8 und wurde als Windows-1252 gelesen: Sehen Sie sich die Umlaute und Akzente an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>The encoding of “{name}” is not known.</source>
        <translation>Die Zeichenkodierung von „{name}“ ist nicht zu erkennen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>a quote is opened and not closed, or stands where none belongs</source>
        <translation>ein Anführungszeichen wird geöffnet und nicht geschlossen oder steht, wo keines hingehört</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>a cell is longer than 131 072 characters</source>
        <translation>eine Zelle ist länger als 131 072 Zeichen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {reason}.</source>
        <translation>Zeile {number}: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: there are more cells than columns; put text with delimiters into quotes.</source>
        <translation>Zeile {number}: Es gibt mehr Zellen als Spalten; setzen Sie Text mit Trennzeichen in Anführungszeichen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {error}</source>
        <translation>Zeile {number}: {error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>No batch is unfinished in {folder}.</source>
        <translation>In {folder} ist keine Tabelle unfertig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>Begin it anew.</source>
        <translation>Beginnen Sie neu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>Choose the same table and folder: it goes on where it left off.</source>
        <translation>Wählen Sie dieselbe Tabelle und denselben Ordner: Es geht dort weiter, wo es aufhörte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>It is not known how this batch was begun.</source>
        <translation>Es ist nicht bekannt, wie diese Tabelle begonnen wurde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a JPEG or PNG picture.</source>
        <translation>Wählen Sie ein JPEG- oder PNG-Bild.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is not a picture that a cover can be made from.</source>
        <translation>„{name}“ ist kein Bild, das als Titelbild taugt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a JPEG or PNG.</source>
        <translation>Wählen Sie JPEG oder PNG.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is larger than 10 MB.</source>
        <translation>„{name}“ ist größer als 10 MB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a smaller picture.</source>
        <translation>Wählen Sie ein kleineres Bild.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/kept_request.py"/>
        <source>Choose the same document, voice and chapters as then: it goes on where it left off.</source>
        <translation>Wählen Sie dasselbe Dokument, dieselbe Stimme und dieselben Kapitel wie damals: Es geht dort weiter, wo es aufhörte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/kept_request.py"/>
        <source>It is not known how this book was begun.</source>
        <translation>Es ist nicht bekannt, wie dieses Buch begonnen wurde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>“{title}” cannot be continued: its document or one of its voices was changed.</source>
        <translation>„{title}“ lässt sich nicht fortsetzen: Das Dokument oder eine der Stimmen wurde geändert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Begin it anew, or bring the document back as it was.</source>
        <translation>Beginnen Sie neu, oder stellen Sie das Dokument so wieder her, wie es war.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Chapter {number} of {count}: {title}</source>
        <translation>Kapitel {number} von {count}: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Stopped: {percent} % of the book is said and kept.</source>
        <translation>Gestoppt: {percent} % des Buches sind gesprochen und aufbewahrt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>The same command goes on with it.</source>
        <translation>Derselbe Befehl setzt es fort.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Choose another folder or name, or tick “Replace files that are there”</source>
        <translation>Wählen Sie einen anderen Ordner oder Namen, oder setzen Sie das Häkchen bei „Vorhandene Dateien ersetzen“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>“{there}” is there already.</source>
        <translation>„{there}“ ist schon da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Nothing of this document can be spoken: the engine has no sound for what it is written in.</source>
        <translation>Nichts in diesem Dokument lässt sich sprechen: Die Engine hat keinen Laut für die Schrift, in der es steht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Choose a voice that speaks its language.</source>
        <translation>Wählen Sie eine Stimme, die seine Sprache spricht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source> and {most_named} more</source>
        <translation> und {most_named} weitere</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>The document names voices that do not exist: {listed}{more}.</source>
        <translation>Das Dokument nennt Stimmen, die es nicht gibt: {listed}{more}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose who reads them</source>
        <translation>Wählen Sie, wer sie liest</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>There is no chapter {wanted}.</source>
        <translation>Es gibt kein Kapitel {wanted}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>“{title}” has {count}.</source>
        <translation>„{title}“ hat {count}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Subtitles cannot be written as “{subtitles}”.</source>
        <translation>Untertitel lassen sich nicht als „{subtitles}“ schreiben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose srt or vtt.</source>
        <translation>Wählen Sie srt oder vtt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Chapters cannot be saved as “{format}”.</source>
        <translation>Kapitel lassen sich nicht als „{format}“ speichern.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose one of {known}.</source>
        <translation>Möglich sind: {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>A whole book cannot be saved as one “{suffix}” file.</source>
        <translation>Ein ganzes Buch lässt sich nicht als eine „{suffix}“-Datei speichern.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Name a folder, or a file in {names}.</source>
        <translation>Geben Sie einen Ordner an oder eine Datei mit der Endung {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/room.py"/>
        <source>There is not enough room on the disk: the book takes about {size_bytes} in {folder}, {free_bytes} are free.</source>
        <translation>Der Platz auf dem Datenträger reicht nicht: Das Buch braucht in {folder} etwa {size_bytes}, {free_bytes} sind frei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/room.py"/>
        <source>Free some space, or read a few chapters at a time.</source>
        <translation>Geben Sie Platz frei, oder lassen Sie jeweils nur einige Kapitel lesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/save_book.py"/>
        <source>Saving {name}</source>
        <translation>{name} wird gespeichert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/check_room.py"/>
        <source>A voice is heard: be silent for two seconds…</source>
        <translation>Eine Stimme ist zu hören: Bitte zwei Sekunden still sein…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/check_room.py"/>
        <source>Listening to the room</source>
        <translation>Der Raum wird geprüft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/reading_scripts.py"/>
        <source>There is no reading script in the tone “{tone}”.</source>
        <translation>Es gibt keinen Vorlesetext im Tonfall „{tone}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/reading_scripts.py"/>
        <source>Choose {tone}.</source>
        <translation>Wählen Sie {tone}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/record_reference.py"/>
        <source>Press Record first.</source>
        <translation>Drücken Sie zuerst auf „Aufnehmen“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>{fault} Plug it in, then look for a new microphone.</source>
        <translation>{fault} Schließen Sie es an, und suchen Sie dann nach einem neuen Mikrofon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>The microphone has sent no sound yet.</source>
        <translation>Das Mikrofon hat noch keinen Ton gesendet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>Nothing was recorded: record again.</source>
        <translation>Es wurde nichts aufgenommen: Nehmen Sie erneut auf.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>You can use what was recorded, or record again.</source>
        <translation>Sie können das Aufgenommene verwenden oder neu aufnehmen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recover_recordings.py"/>
        <source>“{name}” is not a recording.</source>
        <translation>„{name}“ ist keine Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recover_recordings.py"/>
        <source>There is no unfinished recording “{name}”.</source>
        <translation>Es gibt keine unfertige Aufnahme „{name}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Checking the recording</source>
        <translation>Die Aufnahme wird geprüft</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <location filename="../../voicecloner/use_cases/review/read_stretch.py"/>
        <source>Reading {name}</source>
        <translation>{name} wird gelesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>“{name}” has changed since it was checked.</source>
        <translation>„{name}“ hat sich seit der Prüfung geändert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Check the recording again.</source>
        <translation>Prüfen Sie die Aufnahme erneut.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>No file was given.</source>
        <translation>Es wurde keine Datei angegeben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Choose at least one recording.</source>
        <translation>Wählen Sie mindestens eine Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>A stretch can only be chosen of a single file.</source>
        <translation>Ein Ausschnitt lässt sich nur aus einer einzelnen Datei wählen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Check the files one by one.</source>
        <translation>Prüfen Sie die Dateien einzeln.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The stretch must end after it starts.</source>
        <translation>Der Ausschnitt muss nach seinem Anfang enden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Choose a start of 0 or more and a later end.</source>
        <translation>Wählen Sie einen Anfang ab 0 und ein späteres Ende.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The stretch is longer than ten minutes.</source>
        <translation>Der Ausschnitt ist länger als zehn Minuten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>10 to 60 s work best.</source>
        <translation>Am besten sind 10 bis 60 s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The best {end_s} s of {whole} were chosen {place}.</source>
        <translation>Aus {whole} wurden die besten {end_s} s gewählt {place}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>No speech was found in {whole}; the beginning was taken {place}.</source>
        <translation>In {whole} wurde keine Sprache gefunden; genommen wurde der Anfang {place}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The recording goes on after that, unheard.</source>
        <translation>Danach geht die Aufnahme ungehört weiter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_words.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Comparing the words with the recording</source>
        <translation>Die Worte werden mit der Aufnahme verglichen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/compare_repair.py"/>
        <source>Repairing a copy of the recording</source>
        <translation>Eine Kopie der Aufnahme wird repariert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>Looking for the best stretch of {name}</source>
        <translation>Der beste Ausschnitt von {name} wird gesucht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>This is only a suggestion: about one word in twelve is wrong, names more often. Listen, and correct it.</source>
        <translation>Das ist nur ein Vorschlag: Etwa jedes zwölfte Wort ist falsch, bei Namen öfter. Hören Sie zu, und berichtigen Sie ihn.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>There is no suggestion for this language ({language}): the recognizer knows English only.</source>
        <translation>Für diese Sprache ({language}) gibt es keinen Vorschlag: Die Spracherkennung kann nur Englisch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/read_stretch.py"/>
        <source>The stretch must end after it starts, and within ten minutes.</source>
        <translation>Der Ausschnitt muss nach seinem Anfang und innerhalb von zehn Minuten enden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Nobody speaks in “{title}”.</source>
        <translation>In „{title}“ spricht niemand.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Choose a recording of speech.</source>
        <translation>Wählen Sie eine Aufnahme mit Sprache.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>The engine made no sound.</source>
        <translation>Die Engine lieferte keinen Ton.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Try another recording, or another voice.</source>
        <translation>Versuchen Sie eine andere Aufnahme oder eine andere Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>The recording must be mono sound of finite numbers.</source>
        <translation>Die Aufnahme muss einen Kanal und endliche Zahlenwerte haben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Mix it down to one channel first.</source>
        <translation>Mischen Sie sie zuerst auf einen Kanal.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{count} was saved in {folder}.</source>
        <translation>{count} wurde in {folder} gespeichert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{count} were saved in {folder}.</source>
        <translation>{count} wurden in {folder} gespeichert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Stopped: {said}</source>
        <translation>Gestoppt: {said}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Saving take {place} of {count}</source>
        <translation>Take {place} von {count} wird gespeichert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Saving the take</source>
        <translation>Der Take wird gespeichert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>That is too much to be dragged.</source>
        <translation>Das ist zu viel, um mit der Maus gezogen zu werden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Press Export instead.</source>
        <translation>Drücken Sie stattdessen auf „Exportieren“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>No take is to be saved.</source>
        <translation>Es ist kein Take zum Speichern angegeben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Name at least one.</source>
        <translation>Geben Sie mindestens einen an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Name a folder.</source>
        <translation>Geben Sie einen Ordner an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{number} file</source>
        <translation>{number} Datei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{number} files</source>
        <translation>{number} Dateien</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/list_languages.py"/>
        <source>“{text}” is not a language that can be spoken here.</source>
        <translation>„{text}“ ist keine Sprache, die hier gesprochen wird.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/list_languages.py"/>
        <source>Did you mean “{meant}” ({meant2})?</source>
        <translation>Meinten Sie „{meant}“ ({meant2})?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>{count} takes have an id that begins with “{take_id}”.</source>
        <translation>{count} Takes haben eine Kennung, die mit „{take_id}“ beginnt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>There is no take “{take_id}”.</source>
        <translation>Es gibt keinen Take „{take_id}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>Look for it on the page “Speak”</source>
        <translation>Suchen Sie ihn auf der Seite „Sprechen“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list of pronunciations is ignored: {message}</source>
        <translation>Die Liste der Aussprachen wird übergangen: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list has no “{word}” of this voice.</source>
        <translation>In der Liste steht „{word}“ nicht für diese Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list has no “{word}” of all voices.</source>
        <translation>In der Liste steht „{word}“ nicht für alle Stimmen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>Look for it in the list of pronunciations</source>
        <translation>Suchen Sie es in der Liste der Aussprachen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>{title} does not say phonemes.</source>
        <translation>{title} versteht keine Lautschrift.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>Write it in letters, as one would read it aloud.</source>
        <translation>Schreiben Sie es in Buchstaben, wie man es vorlesen würde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Saying the sentence again</source>
        <translation>Der Satz wird neu gesprochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>There is nothing to say.</source>
        <translation>Es gibt nichts zu sprechen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Type at least one word.</source>
        <translation>Geben Sie mindestens ein Wort ein.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The engine speaks at another sample rate now.</source>
        <translation>Die Engine spricht jetzt mit einer anderen Abtastrate.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Say the whole text again.</source>
        <translation>Lassen Sie den ganzen Text neu sprechen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The voice of this take, “{voice_name}”, is not there any more.</source>
        <translation>Die Stimme dieses Takes, „{voice_name}“, gibt es nicht mehr.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The engine has no sound for this sentence.</source>
        <translation>Die Engine hat für diesen Satz keinen Laut.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Write it in other words.</source>
        <translation>Schreiben Sie ihn in anderen Worten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>{title} says this sentence the same way each time.</source>
        <translation>{title} spricht diesen Satz jedes Mal gleich.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Change its speed or its words; asterisks around a word stress it, where the engine can do that.</source>
        <translation>Ändern Sie Tempo oder Wortlaut; Sternchen um ein Wort betonen es, wo die Engine das kann.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{title} does not speak “{language}”, but {title2} does: a voice that is made with it from the same recordings can say this.</source>
        <translation>{title} spricht nicht „{language}“, {title2} aber schon: Eine damit aus denselben Aufnahmen erstellte Stimme kann es sprechen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Make another voice from them, in that language</source>
        <translation>Erstellen Sie daraus eine weitere Stimme in dieser Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>POST /v1/audio/voices makes one of them, with “{id}” as `engine`.</source>
        <translation>POST /v1/audio/voices erstellt eine daraus, mit „{id}“ als `engine`.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Nothing of this text can be spoken: the engine has no sound for what it is written in.</source>
        <translation>Nichts in diesem Text lässt sich sprechen: Die Engine hat keinen Laut für die Schrift, in der er steht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Write it in words and letters of a language that the voice speaks.</source>
        <translation>Schreiben Sie ihn in Worten und Buchstaben einer Sprache, die die Stimme spricht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{path}” is a folder.</source>
        <translation>„{path}“ ist ein Ordner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Name a file in it, such as {path}.</source>
        <translation>Geben Sie eine Datei darin an, etwa {path}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{path}” is there already.</source>
        <translation>„{path}“ ist schon da.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Choose another name, or replace it with --overwrite.</source>
        <translation>Wählen Sie einen anderen Namen, oder ersetzen Sie die Datei mit --overwrite.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>“{path}” is the recording itself, which would be lost.</source>
        <translation>„{path}“ ist die Aufnahme selbst; sie ginge verloren.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{marks}; a recording {how}</source>
        <translation>{marks}; eine Aufnahme, {how}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{title} does not stress words: the asterisks were left out.</source>
        <translation>{title} betont keine Wörter: Die Sternchen wurden weggelassen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>The text is longer than two million characters.</source>
        <translation>Der Text ist länger als zwei Millionen Zeichen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Split it into chapters.</source>
        <translation>Teilen Sie ihn in Kapitel.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>{attempts} attempts cannot be made.</source>
        <translation>{attempts} Versuche sind nicht möglich.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>Choose 1 to {most_attempts}.</source>
        <translation>Wählen Sie 1 bis {most_attempts}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>The engine says this the same way with every seed, so there is one attempt</source>
        <translation>Die Engine spricht das mit jedem Startwert gleich, daher gibt es einen Versuch</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>The best of {count} attempts has the seed {seed}: {sentence}.</source>
        <translation>Der beste von {count} Versuchen hat den Startwert {seed}: {sentence}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>Seed {seed}: {sentence}.</source>
        <translation>Startwert {seed}: {sentence}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>It carries no inaudible mark that tells it is synthetic: the setting “watermark” is off.</source>
        <translation>Es ist nicht unhörbar als künstlich gekennzeichnet: Die Einstellung „Wasserzeichen“ ist aus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” did not pass its review and cannot be used.</source>
        <translation>„{name}“ hat die Prüfung nicht bestanden und kann nicht verwendet werden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” needs the engine “{engine_id}”, which is not installed.</source>
        <translation>„{name}“ braucht die Engine „{engine_id}“, die nicht installiert ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>It cannot be kept here, only saved as a file of your own: {message}</source>
        <translation>Es lässt sich hier nicht aufbewahren, nur als eigene Datei speichern: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” needs to be rebuilt: {reason}.</source>
        <translation>„{name}“ muss erneuert werden: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>about {fraction} left</source>
        <translation>noch etwa {fraction}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>Use {field}, such as {date}_{voice}_{number}.</source>
        <translation>Verwenden Sie {field}, etwa {date}_{voice}_{number}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{strip}” cannot be in the name of a file.</source>
        <translation>„{strip}“ kann nicht im Namen einer Datei stehen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>Leave out &lt; &gt; : " / \ | ? *</source>
        <translation>Lassen Sie diese Zeichen weg: &lt; &gt; : " / \ | ? *</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{pattern}” is not a pattern for file names: {shown} cannot be used.</source>
        <translation>„{pattern}“ ist kein Muster für Dateinamen: {shown} lässt sich nicht verwenden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>There is no pattern for the names of the files.</source>
        <translation>Es gibt kein Muster für die Namen der Dateien.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/answer_programs.py"/>
        <source>The service did not start. {last_words}</source>
        <translation>Der Dienst ist nicht gestartet. {last_words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/answer_programs.py"/>
        <source>The service did not start: {strerror}.</source>
        <translation>Der Dienst ist nicht gestartet: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>{folder} belongs to the library itself.</source>
        <translation>{folder} gehört zur Bibliothek selbst.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Choose a folder elsewhere.</source>
        <translation>Wählen Sie einen Ordner anderswo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Looking for what is new</source>
        <translation>Neues wird gesucht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Copying the voices</source>
        <translation>Die Stimmen werden kopiert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>{path} is gone, and not in the backup.</source>
        <translation>{path} ist verschwunden und nicht in der Sicherung.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Reading the backup</source>
        <translation>Die Sicherung wird gelesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Bringing the voices back</source>
        <translation>Die Stimmen werden zurückgeholt</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>Not installed in a Python of its own: {title}.</source>
        <translation>Nicht in einem eigenen Python installiert: {title}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>There is nothing called “{environment_id}” to install.</source>
        <translation>Es gibt nichts namens „{environment_id}“ zu installieren.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>There is: {specs}.</source>
        <translation>Es gibt: {specs}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>Fetch one on the page “Models”</source>
        <translation>Laden Sie eines auf der Seite „Modelle“ herunter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>No model of {title} is on this computer.</source>
        <translation>Kein Modell von {title} ist auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Stopped. What has arrived is kept.</source>
        <translation>Gestoppt. Was angekommen ist, bleibt erhalten.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Fetch the model again to go on.</source>
        <translation>Laden Sie das Modell erneut herunter, um fortzufahren.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is not on this computer.</source>
        <translation>{title} ist nicht auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Fetch or import it first.</source>
        <translation>Laden Sie es zuerst herunter, oder importieren Sie es.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is given only to people who have agreed to its makers’ terms.</source>
        <translation>{title} erhält nur, wer den Bedingungen der Hersteller zugestimmt hat.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Agree on {terms_page}, make an access token on https://huggingface.co/settings/tokens, and give it here or in the environment variable {token_variable}.</source>
        <translation>Stimmen Sie auf {terms_page} zu, erstellen Sie auf https://huggingface.co/settings/tokens ein Zugriffstoken, und geben Sie es hier oder in der Umgebungsvariable {token_variable} an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is under the licence {id}: {summary}</source>
        <translation>{title} steht unter der Lizenz {id}: {summary}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Read it on {link}; then say that you accept it (in commands: --accept-licence).</source>
        <translation>Lesen Sie sie auf {link}; geben Sie dann an, dass Sie sie annehmen (in Befehlen: --accept-licence).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>first sound after, s</source>
        <translation>erster Ton nach, s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>speech, s</source>
        <translation>Gesprochenes, s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>time for a second of speech, s</source>
        <translation>Zeit für eine Sekunde Sprache, s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>memory at most, bytes</source>
        <translation>Arbeitsspeicher höchstens, Bytes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>naturalness of the reading, 1..5</source>
        <translation>Natürlichkeit des Vorlesens, 1..5</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>words lost</source>
        <translation>verlorene Wörter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>VoiceCloner {computer}, {computer2} on {computer3}</source>
        <translation>VoiceCloner {computer}, {computer2} auf {computer3}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>Python {computer}, {computer2} cores</source>
        <translation>Python {computer}, {computer2} Kerne</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>{computer} of memory free</source>
        <translation>{computer} Arbeitsspeicher frei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>{computer} free on the graphics card</source>
        <translation>{computer} auf der Grafikkarte frei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source># Models tried</source>
        <translation># Erprobte Modelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>does not work</source>
        <translation>funktioniert nicht</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>Engine `{model}`, language {model2}.</source>
        <translation>Engine `{model}`, Sprache {model2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/add_spoken_consent.py"/>
        <source>The consent to “{name}” was spoken already, on {when}.</source>
        <translation>Das Einverständnis zu „{name}“ wurde schon am {when} gesprochen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/add_spoken_consent.py"/>
        <source>It is kept as it is.</source>
        <translation>Es bleibt, wie es ist.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/choose_engine.py"/>
        <source>No engine that is installed speaks “{language}”.</source>
        <translation>Keine installierte Engine spricht „{language}“.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/choose_engine.py"/>
        <source>Choose another language, or name an engine.</source>
        <translation>Wählen Sie eine andere Sprache, oder geben Sie eine Engine an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Stopped early: this is the best that had been reached by then. Rebuild the voice to go further.</source>
        <translation>Vorzeitig gestoppt: Das ist das Beste, was bis dahin erreicht war. Erneuern Sie die Stimme, um weiterzukommen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Saving the voice</source>
        <translation>Die Stimme wird gespeichert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Spoken consent cannot be heard here.</source>
        <translation>Gesprochenes Einverständnis lässt sich hier nicht prüfen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>To clone from the sound and its transcript the transcript is needed, and there is none.</source>
        <translation>Um aus dem Klang und seinem Transkript zu klonen, ist das Transkript nötig, und es gibt keines.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>{title} cannot clone from {words}.</source>
        <translation>{title} kann nicht aus {words} klonen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>It clones from {words}.</source>
        <translation>Geklont wird aus {words}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>The recording did not pass its review: </source>
        <translation>Die Aufnahme hat die Prüfung nicht bestanden: </translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>There are {count} recordings but {count2} transcripts.</source>
        <translation>Es gibt {count} Aufnahmen, aber {count2} Transkripte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Give one transcript for each recording, or a single one for all of them together.</source>
        <translation>Geben Sie für jede Aufnahme ein Transkript an oder ein einziges für alle zusammen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Nobody has said whose voices these are.</source>
        <translation>Niemand hat angegeben, wessen Stimmen das sind.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Every voice needs a name of its own.</source>
        <translation>Jede Stimme braucht einen eigenen Namen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Give one name for each recording.</source>
        <translation>Geben Sie für jede Aufnahme einen Namen an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>The lists do not match: there are {count} {longest} but {misfits}.</source>
        <translation>Die Listen passen nicht zusammen: {count} {longest}, aber {misfits}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Give one value for each voice, or a single one for all of them.</source>
        <translation>Geben Sie für jede Stimme einen Wert an oder einen einzigen für alle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Reading the voices</source>
        <translation>Die Stimmen werden gelesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Writing the file</source>
        <translation>Die Datei wird geschrieben</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Taking the voices in</source>
        <translation>Die Stimmen werden übernommen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{name}” is exported without its data file, and has to be rebuilt: {fault}.</source>
        <translation>„{name}“ wird ohne die Daten exportiert, mit denen die Stimme spricht, und muss dann erneuert werden: {fault}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>its data file is another voice's</source>
        <translation>ihre Datendatei gehört zu einer anderen Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Choose one on the page “Voices”</source>
        <translation>Wählen Sie eine auf der Seite „Stimmen“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Keep a backup of the whole library instead</source>
        <translation>Sichern Sie stattdessen die ganze Bibliothek</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>One file holds at most {most_voices} voices.</source>
        <translation>Eine Datei enthält höchstens {most_voices} Stimmen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>A file of voices has a name that ends with {suffix}.</source>
        <translation>Der Name einer Stimmendatei endet auf {suffix}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Say {name}{suffix}.</source>
        <translation>Geben Sie {name}{suffix} an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>The pronunciations that came along could not be kept: {message}</source>
        <translation>Die mitgelieferten Aussprachen ließen sich nicht aufbewahren: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{added} came along.</source>
        <translation>Mitgeliefert: {added}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{count} voices{suffix}</source>
        <translation>{count} Stimmen{suffix}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>voice {name}{suffix}</source>
        <translation>Stimme {name}{suffix}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Drop it on the window to make a voice from it</source>
        <translation>Ziehen Sie sie auf das Fenster, um daraus eine Stimme zu erstellen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{name}” is a recording, not a file of voices.</source>
        <translation>„{name}“ ist eine Aufnahme, keine Stimmendatei.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>the data file of “{name}” is damaged, or another voice's</source>
        <translation>die Daten, mit denen „{name}“ spricht, sind beschädigt oder gehören zu einer anderen Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{file_name}” is not a file of voices that can be used: {reason}.</source>
        <translation>„{file_name}“ ist keine verwendbare Stimmendatei: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{number} pronunciation</source>
        <translation>{number} Aussprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{number} pronunciations</source>
        <translation>{number} Aussprachen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>needs rebuild</source>
        <translation>muss erneuert werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>{limit} is not a possible number of voices.</source>
        <translation>{limit} ist als Anzahl der Stimmen nicht möglich.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>Say 1 or more.</source>
        <translation>Geben Sie 1 oder mehr an.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_consent.py"/>
        <source>“{name}” may not {words}: its speaker has not allowed it.</source>
        <translation>„{name}“ darf nicht {words}: Der Sprecher hat es nicht erlaubt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_consent.py"/>
        <source>If the speaker does allow it, state that with the voice</source>
        <translation>Wenn der Sprecher es erlaubt, geben Sie das bei der Stimme an</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_voices.py"/>
        <source>Voice {number} of {count}</source>
        <translation>Stimme {number} von {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Reading the kept recording</source>
        <translation>Die aufbewahrte Aufnahme wird gelesen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>The recording that “{name}” was made from is damaged or gone.</source>
        <translation>Die Aufnahme, aus der „{name}“ erstellt wurde, ist beschädigt oder verschwunden.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Bring the voice back from a backup, or make a new one from the recording.</source>
        <translation>Holen Sie die Stimme aus einer Sicherung zurück, oder erstellen Sie aus der Aufnahme eine neue.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>its engine “{engine_id}” is gone</source>
        <translation>ihre Engine „{engine_id}“ ist nicht mehr da</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>it was made with revision {engine_revision} of {title}, and this is {revision}</source>
        <translation>sie wurde mit Revision {engine_revision} von {title} erstellt, hier ist {revision} installiert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Comparing the voice with its recording</source>
        <translation>Die Stimme wird mit ihrer Aufnahme verglichen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Whether its words can be understood was not measured: the recognizer knows English only.</source>
        <translation>Ob die Worte zu verstehen sind, wurde nicht gemessen: Die Spracherkennung kann nur Englisch.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Whether its words can be understood was not measured. {message}</source>
        <translation>Ob die Worte zu verstehen sind, wurde nicht gemessen. {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Read the sentence on the screen aloud, all of it, in a quiet room.</source>
        <translation>Lesen Sie den Satz auf dem Bildschirm vor, vollständig und in einem ruhigen Raum.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>I agree that my voice is cloned with this program, so that it can say anything. My words for today are {words} and {words2}.</source>
        <translation>I agree that my voice is cloned with this program, so that it can say anything. My words for today are {words} and {words2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>There is no sentence of consent to be read yet.</source>
        <translation>Es wurde kein Satz des Einverständnisses zum Vorlesen erstellt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Press “Have it spoken”</source>
        <translation>Drücken Sie auf „Sprechen lassen“</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The person who read the sentence does not sound like the person in the recording.</source>
        <translation>Wer den Satz gelesen hat, klingt nicht wie die Person in der Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Let the person whose voice is to be cloned read it, with the same microphone if possible.</source>
        <translation>Lassen Sie ihn die Person lesen, deren Stimme geklont werden soll, möglichst mit demselben Mikrofon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Too little speech was heard to tell who is reading.</source>
        <translation>Es war zu wenig Sprache zu hören, um zu erkennen, wer liest.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The sentence of consent was made too long ago to tell that it was read now.</source>
        <translation>Der Satz des Einverständnisses wurde vor zu langer Zeit erstellt: Es ist nicht sicher, dass er jetzt gelesen wurde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Have a new one made.</source>
        <translation>Lassen Sie einen neuen erstellen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>These words of the sentence of consent were not heard: {missing}.</source>
        <translation>Diese Worte aus dem Satz des Einverständnisses waren nicht zu hören: {missing}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Something other than the sentence of consent was said.</source>
        <translation>Es wurde etwas anderes gesagt als der Satz des Einverständnisses.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The sentence was read by a synthetic voice.</source>
        <translation>Der Satz wurde von einer künstlichen Stimme gelesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The speaker must read it in person.</source>
        <translation>Der Sprecher muss ihn selbst lesen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>free, also commercially</source>
        <translation>frei, auch kommerziell</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>free if its makers are named</source>
        <translation>frei, wenn die Hersteller genannt werden</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>not for commercial use</source>
        <translation>nicht für kommerzielle Nutzung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>said again from its words</source>
        <translation>aus den Worten neu gesprochen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>changed as sound</source>
        <translation>als Klang verändert</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{minutes} h {minutes2} min</source>
        <translation>{minutes} h {minutes2} min</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{days} of use</source>
        <translation>{days} mit Nutzung</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>yesterday</source>
        <translation>gestern</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{days} days ago</source>
        <translation>vor {days} Tagen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{hours} h ago</source>
        <translation>vor {hours} h</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{minutes} min ago</source>
        <translation>vor {minutes} min</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>, in part </source>
        <translation>, teils </translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{number} more day</source>
        <translation>{number} weiterem Tag</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{number} more days</source>
        <translation>{number} weiteren Tagen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} chapter</source>
        <translation>{number} Kapitel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} chapters</source>
        <translation>{number} Kapitel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} word</source>
        <translation>{number} Wort</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} words</source>
        <translation>{number} Wörter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>{number} new file</source>
        <translation>{number} neue Datei</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>{number} new files</source>
        <translation>{number} neue Dateien</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voice</source>
        <translation>{number} Stimme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices</source>
        <translation>{number} Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} take</source>
        <translation>{number} Take</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} takes</source>
        <translation>{number} Takes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{number} character</source>
        <translation>{number} Zeichen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{number} characters</source>
        <translation>{number} Zeichen</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Afrikaans</source>
        <translation>Afrikaans</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Amharic</source>
        <translation>Amharisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Aragonese</source>
        <translation>Aragonesisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Arabic</source>
        <translation>Arabisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pyash</source>
        <translation>Pyash</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Assamese</source>
        <translation>Assamesisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Azerbaijani</source>
        <translation>Aserbaidschanisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bashkir</source>
        <translation>Baschkirisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Belarusian</source>
        <translation>Belarussisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bulgarian</source>
        <translation>Bulgarisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bengali</source>
        <translation>Bengalisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bishnupriya Manipuri</source>
        <translation>Bishnupriya Manipuri</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bosnian</source>
        <translation>Bosnisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan</source>
        <translation>Katalanisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (Valencian)</source>
        <translation>Katalanisch (valencianisch)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (Balearic)</source>
        <translation>Katalanisch (balearisch)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (north-western)</source>
        <translation>Katalanisch (nordwestlich)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Cherokee (Latin letters)</source>
        <translation>Cherokee (lateinische Schrift)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Mandarin)</source>
        <translation>Chinesisch (Mandarin)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Mandarin, in Pinyin)</source>
        <translation>Chinesisch (Mandarin, in Pinyin)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Czech</source>
        <translation>Tschechisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chuvash</source>
        <translation>Tschuwaschisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Welsh</source>
        <translation>Walisisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Danish</source>
        <translation>Dänisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>German</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greek</source>
        <translation>Griechisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English</source>
        <translation>Englisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Caribbean)</source>
        <translation>Englisch (Karibik)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (United Kingdom)</source>
        <translation>Englisch (Vereinigtes Königreich)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Scotland)</source>
        <translation>Englisch (Schottland)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Lancaster)</source>
        <translation>Englisch (Lancaster)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (West Midlands)</source>
        <translation>Englisch (West Midlands)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Received Pronunciation)</source>
        <translation>Englisch (Received Pronunciation)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Shavian alphabet)</source>
        <translation>Englisch (Shaw-Alphabet)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (United States)</source>
        <translation>Englisch (Vereinigte Staaten)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (New York City)</source>
        <translation>Englisch (New York City)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Esperanto</source>
        <translation>Esperanto</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Spanish</source>
        <translation>Spanisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Spanish (Latin America)</source>
        <translation>Spanisch (Lateinamerika)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Estonian</source>
        <translation>Estnisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Basque</source>
        <translation>Baskisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Persian</source>
        <translation>Persisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Persian (Latin letters)</source>
        <translation>Persisch (lateinische Schrift)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Finnish</source>
        <translation>Finnisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French</source>
        <translation>Französisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French (Belgium)</source>
        <translation>Französisch (Belgien)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French (Switzerland)</source>
        <translation>Französisch (Schweiz)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Irish</source>
        <translation>Irisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Scottish Gaelic</source>
        <translation>Schottisch-Gälisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Guarani</source>
        <translation>Guaraní</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greek (ancient)</source>
        <translation>Griechisch (Altgriechisch)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Gujarati</source>
        <translation>Gujarati</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Hakka)</source>
        <translation>Chinesisch (Hakka)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hawaiian</source>
        <translation>Hawaiisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hebrew</source>
        <translation>Hebräisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hindi</source>
        <translation>Hindi</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Croatian</source>
        <translation>Kroatisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Haitian Creole</source>
        <translation>Haitianisches Kreol</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hungarian</source>
        <translation>Ungarisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Armenian</source>
        <translation>Armenisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Armenian (western)</source>
        <translation>Armenisch (westlich)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Interlingua</source>
        <translation>Interlingua</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Indonesian</source>
        <translation>Indonesisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Ido</source>
        <translation>Ido</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Icelandic</source>
        <translation>Isländisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Italian</source>
        <translation>Italienisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Japanese</source>
        <translation>Japanisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lojban</source>
        <translation>Lojban</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Georgian</source>
        <translation>Georgisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kazakh</source>
        <translation>Kasachisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greenlandic</source>
        <translation>Grönländisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Khmer</source>
        <translation>Khmer</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kannada</source>
        <translation>Kannada</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Korean</source>
        <translation>Koreanisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Konkani</source>
        <translation>Konkani</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kurdish</source>
        <translation>Kurdisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kyrgyz</source>
        <translation>Kirgisisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latin</source>
        <translation>Latein</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Luxembourgish</source>
        <translation>Luxemburgisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lingua Franca Nova</source>
        <translation>Lingua Franca Nova</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lao</source>
        <translation>Laotisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lithuanian</source>
        <translation>Litauisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latgalian</source>
        <translation>Lettgallisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latvian</source>
        <translation>Lettisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Māori</source>
        <translation>Māori</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Macedonian</source>
        <translation>Mazedonisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Malayalam</source>
        <translation>Malayalam</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Marathi</source>
        <translation>Marathi</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Malay</source>
        <translation>Malaiisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Maltese</source>
        <translation>Maltesisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Totontepec Mixe</source>
        <translation>Totontepec-Mixe</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Burmese</source>
        <translation>Birmanisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Norwegian (Bokmål)</source>
        <translation>Norwegisch (Bokmål)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nahuatl (classical)</source>
        <translation>Nahuatl (klassisch)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nepali</source>
        <translation>Nepalesisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dutch</source>
        <translation>Niederländisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Norwegian</source>
        <translation>Norwegisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nogai</source>
        <translation>Nogaisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Oromo</source>
        <translation>Oromo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Odia</source>
        <translation>Odia</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Punjabi</source>
        <translation>Panjabi</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Papiamento</source>
        <translation>Papiamento</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Polish</source>
        <translation>Polnisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Portuguese</source>
        <translation>Portugiesisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Portuguese (Brazil)</source>
        <translation>Portugiesisch (Brasilien)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lang Belta</source>
        <translation>Lang Belta</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Quechua</source>
        <translation>Quechua</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>K’iche’</source>
        <translation>K’iche’</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Quenya</source>
        <translation>Quenya</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Romanian</source>
        <translation>Rumänisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian</source>
        <translation>Russisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian (Latvia)</source>
        <translation>Russisch (Lettland)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian (classic)</source>
        <translation>Russisch (klassisch)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sindhi</source>
        <translation>Sindhi</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Shan</source>
        <translation>Shan</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sinhala</source>
        <translation>Singhalesisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sindarin</source>
        <translation>Sindarin</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Slovak</source>
        <translation>Slowakisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Slovenian</source>
        <translation>Slowenisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lule Sami</source>
        <translation>Lulesamisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Albanian</source>
        <translation>Albanisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Serbian</source>
        <translation>Serbisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Swedish</source>
        <translation>Schwedisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Swahili</source>
        <translation>Suaheli</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tamil</source>
        <translation>Tamil</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Telugu</source>
        <translation>Telugu</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Thai</source>
        <translation>Thailändisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tigrinya</source>
        <translation>Tigrinya</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turkmen</source>
        <translation>Turkmenisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tagalog</source>
        <translation>Tagalog</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Klingon</source>
        <translation>Klingonisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Setswana</source>
        <translation>Setswana</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turkish</source>
        <translation>Türkisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tatar</source>
        <translation>Tatarisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Uyghur</source>
        <translation>Uigurisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Ukrainian</source>
        <translation>Ukrainisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Urdu</source>
        <translation>Urdu</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Uzbek</source>
        <translation>Usbekisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese</source>
        <translation>Vietnamesisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese (central)</source>
        <translation>Vietnamesisch (zentral)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese (southern)</source>
        <translation>Vietnamesisch (südlich)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Cantonese)</source>
        <translation>Chinesisch (Kantonesisch)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Cantonese, in Jyutping)</source>
        <translation>Chinesisch (Kantonesisch, in Jyutping)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese</source>
        <translation>Chinesisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Hong Kong)</source>
        <translation>Chinesisch (Hongkong)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>good</source>
        <translation>gut</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>fair</source>
        <translation>mittel</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Fair</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>poor</source>
        <translation>schlecht</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Poor</source>
        <translation>Schlecht</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>.</source>
        <translation>.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>: </source>
        <translation>: </translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>; </source>
        <translation>; </translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Speech</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Level</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Clipping</source>
        <translation>Übersteuerung</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Silence</source>
        <translation>Stille</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pauses</source>
        <translation>Pausen</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hum</source>
        <translation>Brummen</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Offset</source>
        <translation>Gleichanteil</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Reverberation</source>
        <translation>Hall</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bandwidth</source>
        <translation>Bandbreite</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dropouts</source>
        <translation>Aussetzer</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Speakers</source>
        <translation>Sprecher</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Music</source>
        <translation>Musik</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Whisper</source>
        <translation>Flüstern</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Synthetic</source>
        <translation>Synthetisch</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>File size</source>
        <translation>Dateigröße</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>voices</source>
        <translation>Stimmen</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>kbit/s</source>
        <translation>kbit/s</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>huggingface.co</source>
        <translation>huggingface.co</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Natural and quick on any processor, with no account and few packages; five seconds of speech are enough. The first choice without a graphics card.</source>
        <translation>Natürlich und schnell auf jedem Prozessor, ohne Konto und mit wenigen Paketen; fünf Sekunden Sprache genügen. Die erste Wahl ohne Grafikkarte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share, also commercially, as long as the makers (Kyutai; the conversion is by KevinAHM) are named. Kyutai’s terms forbid cloning a voice without its owner’s explicit and lawful consent.</source>
        <translation>Frei zu nutzen und weiterzugeben, auch kommerziell, solange die Hersteller (Kyutai; die Umwandlung ist von KevinAHM) genannt werden. Die Bedingungen von Kyutai verbieten, eine Stimme ohne das ausdrückliche und rechtmäßige Einverständnis des Menschen zu klonen, dem sie gehört.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The larger French model: natural, on any processor, slower than the other languages; no account needed.</source>
        <translation>Das größere französische Modell: natürlich, auf jedem Prozessor, langsamer als die anderen Sprachen; kein Konto nötig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Natural and quick on any processor; five seconds of speech are enough. Its makers want an account.</source>
        <translation>Natürlich und schnell auf jedem Prozessor; fünf Sekunden Sprache genügen. Die Hersteller verlangen ein Konto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share, also commercially, as long as the makers (Kyutai) are named. To get it you agree not to clone or imitate anybody’s voice without their explicit and lawful consent.</source>
        <translation>Frei zu nutzen und weiterzugeben, auch kommerziell, solange die Hersteller (Kyutai) genannt werden. Um es zu erhalten, stimmen Sie zu, niemandes Stimme ohne ausdrückliches und rechtmäßiges Einverständnis zu klonen oder nachzuahmen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The English model of January 2026, with its decoder in full precision: no account needed.</source>
        <translation>Das englische Modell vom Januar 2026, mit seinem Decoder in voller Genauigkeit: kein Konto nötig.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share as long as the makers (Kyutai) are named. But the README beside this conversion asks that it be used for non-commercial purposes only.</source>
        <translation>Frei zu nutzen und weiterzugeben, solange die Hersteller (Kyutai) genannt werden. Die README neben dieser Umwandlung bittet jedoch darum, sie nur für nicht kommerzielle Zwecke zu nutzen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The closest likeness of all (similarity 75.3, word error rate 1.84 % in its makers’ own English test), at 48 kHz; wants a graphics card with about 8 GB.</source>
        <translation>Die größte Ähnlichkeit von allen (Ähnlichkeit 75,3, Wortfehlerrate 1,84 % im eigenen englischen Test der Hersteller), mit 48 kHz; braucht eine Grafikkarte mit etwa 8 GB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use, change and share, also commercially.</source>
        <translation>Frei zu nutzen, zu ändern und weiterzugeben, auch kommerziell.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Very clear speech in ten languages; slow without a graphics card.</source>
        <translation>Spricht zehn Sprachen sehr klar; ohne Grafikkarte langsam.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The clearest speech of all (word error rate 1.23 %, similarity 71.7 in its makers’ own English test); wants a graphics card.</source>
        <translation>Spricht am klarsten von allen (Wortfehlerrate 1,23 %, Ähnlichkeit 71,7 im eigenen englischen Test der Hersteller); braucht eine Grafikkarte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>A well-known voice in 17 languages; bettered by the newer ones. Not for commercial use.</source>
        <translation>Eine bekannte Engine mit 17 Sprachen; von neueren übertroffen. Nicht für kommerzielle Nutzung.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Coqui Public Model License: only for non-commercial use, and so is all speech made with it.</source>
        <translation>Coqui Public Model License: nur für nicht kommerzielle Nutzung; das gilt auch für alles damit Gesprochene.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; small. Not for commercial use.</source>
        <translation>Eine ältere Engine; klein. Nicht für kommerzielle Nutzung.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Only for non-commercial use, and not to be changed.</source>
        <translation>Nur für nicht kommerzielle Nutzung und nicht zu verändern.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; expressive and very slow.</source>
        <translation>Eine ältere Engine; ausdrucksstark und sehr langsam.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; lively, it laughs and sighs, and does not always keep to the text.</source>
        <translation>Eine ältere Engine; lebhaft, sie lacht und seufzt und hält sich nicht immer an den Text.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bark itself is free to use, change and share, also commercially. The codec it works with (EnCodec by Meta) names no licence on its page, and some lists call it non-commercial: ask before you sell what it says.</source>
        <translation>Bark selbst ist frei zu nutzen, zu ändern und weiterzugeben, auch kommerziell. Der Codec, mit dem es arbeitet (EnCodec von Meta), nennt auf seiner Seite keine Lizenz, und manche Listen führen ihn als nicht kommerziell: Fragen Sie nach, bevor Sie verkaufen, was es spricht.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice; best with minutes of the other voice.</source>
        <translation>Gibt Gesprochenes in einer anderen Stimme wieder; am besten mit mehreren Minuten der anderen Stimme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice.</source>
        <translation>Gibt Gesprochenes in einer anderen Stimme wieder.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice; the smallest of the converters.</source>
        <translation>Gibt Gesprochenes in einer anderen Stimme wieder; das kleinste der Modelle zum Umwandeln.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>What the natural engine speaks with. It comes with the program; fetch it only if the program says that it is missing.</source>
        <translation>Das Modell, mit dem die natürliche Engine spricht. Es wird mit dem Programm geliefert; laden Sie es nur herunter, wenn das Programm sagt, dass es fehlt.</translation>
    </message>
</context>
</TS>
