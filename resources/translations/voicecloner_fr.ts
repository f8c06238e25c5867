<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name>window</name>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>The recording is too short: {missing_s:.1f} s of usable speech are missing.</source>
        <translation>L’enregistrement est trop court : il manque {missing_s:.1f} s de parole utilisable.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>The recording did not pass its review: record or import a better one.</source>
        <translation>L’enregistrement n’a pas réussi le contrôle : enregistrez-en ou importez-en un meilleur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Your recording</source>
        <translation>Votre enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>{count} recordings: {names}</source>
        <translation>{count} enregistrements : {names}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Checking the recording</source>
        <translation>Vérification de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Checking {count} recordings</source>
        <translation>Vérification de {count} enregistrements</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/creating.py"/>
        <source>Creating “{name}”</source>
        <translation>Création de « {name} »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>It can be brought back until VoiceCloner is closed.</source>
        <translation>Vous pouvez le récupérer jusqu’à la fermeture de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>A recording is under way.</source>
        <translation>Un enregistrement est en cours.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <source>End it, then undo.</source>
        <translation>Terminez-le, puis annulez l’abandon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Import</source>
        <translation>Importer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Drop one or several recordings here</source>
        <translation>Déposez ici un ou plusieurs enregistrements</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose files…</source>
        <translation>Parcourir…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose recordings (Ctrl+O)</source>
        <translation>Choisir des enregistrements (Ctrl+O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>{seconds:g} seconds or more: the engine needs as much.</source>
        <translation>{seconds:g} secondes ou plus : c’est ce qu’il faut au moteur.</translation>
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
        <translation>Choisir les enregistrements d’un locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>Microphone level</source>
        <translation>Niveau du microphone</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>Speak so that the bar stays green and touches yellow at times. Click the light to put it out, or press the space bar here.</source>
        <translation>Parlez de sorte que la barre reste verte et touche parfois le jaune. Cliquez sur le voyant pour l’éteindre, ou appuyez ici sur Espace.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>CLIP</source>
        <translation>CRÊTE</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>silent</source>
        <translation>silence</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>{level}, too loud</source>
        <translation>{level}, trop fort</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Recordings that were kept</source>
        <translation>Enregistrements conservés</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>They were never used, and can still be.</source>
        <translation>Ils n’ont jamais servi, mais sont encore utilisables.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>and {older} older ones</source>
        <translation>et {older} plus anciens</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Recover</source>
        <translation>Récupérer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Look at this recording and use it</source>
        <translation>Examiner cet enregistrement et l’utiliser</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Delete</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Delete it for good</source>
        <translation>Le supprimer définitivement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Capture</source>
        <translation>Capture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Voices are being made.</source>
        <translation>Des voix sont en cours de création.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Wait, or press Stop.</source>
        <translation>Attendez, ou appuyez sur Arrêter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>“{name}” is ready.</source>
        <translation>« {name} » est prête.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Speak with it</source>
        <translation>La faire parler</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Be silent for two seconds…</source>
        <translation>Gardez le silence deux secondes…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Get ready…</source>
        <translation>Préparez-vous…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Opening the microphone…</source>
        <translation>Ouverture du microphone…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Record</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Recording so far</source>
        <translation>L’enregistrement jusqu’ici</translation>
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
        <translation>Arrêter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Stop recording (Ctrl+R)</source>
        <translation>Arrêter l’enregistrement (Ctrl+R)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Begin again?</source>
        <translation>Recommencer ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>This recording is long enough. It stays on this page until a voice is made from the new one.</source>
        <translation>Cet enregistrement est assez long pour être utilisé. Il reste sur cette page jusqu’à ce que le nouveau serve à créer une voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Begin again</source>
        <translation>Recommencer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Go on with this recording</source>
        <translation>Reprendre cet enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <source>Go on</source>
        <translation>Reprendre</translation>
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
        <translation>Suspendre l’enregistrement, ou le reprendre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Record again</source>
        <translation>Réenregistrer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Set this recording aside and begin again</source>
        <translation>Mettre cet enregistrement de côté et recommencer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Discard</source>
        <translation>Abandonner</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Throw this recording away; it can be undone</source>
        <translation>Jeter cet enregistrement ; vous pourrez annuler</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Press to record</source>
        <translation>Appuyez pour enregistrer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>The room is measured in silence.</source>
        <translation>Silence : le bruit de la pièce est mesuré.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Esc stops the countdown.</source>
        <translation>Échap arrête le compte à rebours.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>that makes a good voice</source>
        <translation>cela donne une bonne voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>the engine needs as much</source>
        <translation>c’est ce qu’il faut au moteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Speak for {seconds:.0f} seconds or more: {reason}.</source>
        <translation>Parlez pendant {seconds:.0f} secondes ou plus : {reason}.</translation>
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
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · paused</source>
        <translation>{length} · en pause</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · enough, finish your sentence</source>
        <translation>{length} · c’est assez, finissez votre phrase</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · {missing_s:.0f} s to go</source>
        <translation>{length} · encore {missing_s:.0f} s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Sound was lost once, because the computer is busy. Close other programs.</source>
        <translation>Le son a été coupé une fois, car l’ordinateur est trop occupé. Fermez d’autres programmes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Sound was lost {number} times, because the computer is busy. Close other programs.</source>
        <translation>Le son a été coupé {number} fois, car l’ordinateur est trop occupé. Fermez d’autres programmes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Too loud: move back or turn the microphone down.</source>
        <translation>Trop fort : reculez un peu ou baissez le niveau du microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Speak naturally, at a steady pace.</source>
        <translation>Parlez naturellement, à un rythme régulier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Record (Ctrl+R)</source>
        <translation>Enregistrer (Ctrl+R)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Cancel; the recording begins in {count}</source>
        <translation>Annuler ; l’enregistrement commence dans {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Cancel (Esc)</source>
        <translation>Annuler (Échap)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_bar.py"/>
        <source>The recording under way</source>
        <translation>L’enregistrement en cours</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Recovering the recording</source>
        <translation>Récupération de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>The recording of {length} is deleted for good.</source>
        <translation>L’enregistrement de {length} sera supprimé définitivement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Delete this recording?</source>
        <translation>Supprimer cet enregistrement ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Delete it</source>
        <translation>Supprimer</translation>
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
        <translation>Garder</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Bring to level</source>
        <translation>Ajuster le niveau</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Filter it out</source>
        <translation>Filtrer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Remove it</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Hear it repaired</source>
        <translation>Version réparée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>It is repaired in the copy that is cloned</source>
        <translation>C’est réparé dans la copie qui est clonée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Repair it in the copy that is cloned</source>
        <translation>Le réparer dans la copie qui est clonée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Choose the best part</source>
        <translation>Meilleur passage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Look for the best stretch and use that one</source>
        <translation>Chercher le meilleur passage et l’utiliser</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Cut off the silence</source>
        <translation>Couper le silence</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Use only {times}</source>
        <translation>Garder {times}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Use {times} of the recording, without it</source>
        <translation>Utiliser {times} de l’enregistrement, où cela n’apparaît pas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Remove the offset</source>
        <translation>Ôter le décalage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Filter out rumble</source>
        <translation>Ôter le grondement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Cut off silence at the edges</source>
        <translation>Couper le silence aux bords</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Bring to the usual level</source>
        <translation>Amener au niveau usuel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Keep below full scale</source>
        <translation>Limiter les crêtes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Before cloning</source>
        <translation>Avant le clonage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Channel of the recording</source>
        <translation>Canal de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Repaired</source>
        <translation>Réparé</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Play</source>
        <translation>Lire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <source>Play or pause (Space)</source>
        <translation>Lecture ou pause (Espace)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Equally loud</source>
        <translation>Même volume</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Turn the louder of the two down; otherwise it always seems the better one</source>
        <translation>Baisser le plus fort des deux, sinon il paraît toujours le meilleur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>A copy of the recording is repaired and cloned. The original is kept as it is.</source>
        <translation>Une copie de l’enregistrement est réparée et clonée. L’original est conservé tel quel.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>The one with speech</source>
        <translation>Celui où l’on parle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>{number} of {count}</source>
        <translation>{number} sur {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Switched off. When on: {intention}</source>
        <translation>Désactivé. Une fois activé : {intention}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>There was nothing to do.</source>
        <translation>Il n’y avait rien à faire.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Picture of the recording</source>
        <translation>Image de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Set this recording aside and record another one</source>
        <translation>Mettre cet enregistrement de côté et en faire un autre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Start over; it can be undone</source>
        <translation>Repartir de zéro ; vous pourrez annuler</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>For recordings of several people, or that do not belong together</source>
        <translation>Pour des enregistrements de plusieurs personnes, ou qui ne vont pas ensemble</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>A voice for each</source>
        <translation>Une voix par fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Use all of it</source>
        <translation>Tout utiliser</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Use the whole recording</source>
        <translation>Utiliser tout l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Only {start}–{end} of it is used.</source>
        <translation>Seul le passage {start}–{end} est utilisé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Fine</source>
        <translation>Bien</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Warning</source>
        <translation>Avertissement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Problem</source>
        <translation>Problème</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{number} check passed</source>
        <translation>{number} vérification réussie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{number} checks passed</source>
        <translation>{number} vérifications réussies</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Show or hide what was checked</source>
        <translation>Afficher ou masquer ce qui a été vérifié</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>open</source>
        <translation>déplié</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>closed</source>
        <translation>replié</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Verdict: {title}</source>
        <translation>Verdict : {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{speech} of speech in {whole}.</source>
        <translation>{speech} de parole sur {whole}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Listen to the room for two seconds: its noise, the hum of the mains, and whether the microphone works</source>
        <translation>Écouter la pièce pendant deux secondes : son bruit, le ronflement du secteur, et si le microphone fonctionne</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Check the room</source>
        <translation>Vérifier la pièce</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>The room was not checked yet.</source>
        <translation>La pièce n’a pas encore été vérifiée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>It is checked again automatically once it is quiet.</source>
        <translation>Elle sera revérifiée automatiquement dès qu’elle sera calme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Check again</source>
        <translation>Revérifier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Calm</source>
        <translation>Calme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Lively</source>
        <translation>Vif</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Serious</source>
        <translation>Sérieux</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Language of the script</source>
        <translation>Langue du texte à lire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Tone of the script</source>
        <translation>Ton du texte à lire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Something to read aloud</source>
        <translation>Un texte à lire à voix haute</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Or say something of your own.</source>
        <translation>Ou parlez librement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>For a good recording</source>
        <translation>Pour un bon enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>{title} · about {estimated_seconds:.0f} seconds</source>
        <translation>{title} · environ {estimated_seconds:.0f} secondes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>Another recording is being checked.</source>
        <translation>Un autre enregistrement est en cours de vérification.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>End it, then import.</source>
        <translation>Terminez-le, puis importez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>The recording is being checked.</source>
        <translation>L’enregistrement est en cours de vérification.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>The recording of {length} was discarded.</source>
        <translation>L’enregistrement de {length} a été abandonné.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>“{name}” was discarded.</source>
        <translation>« {name} » a été abandonné.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>{number} recordings were discarded.</source>
        <translation>{number} enregistrements ont été abandonnés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Each voice needs a name.</source>
        <translation>Chaque voix doit avoir un nom.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>The name “{name}” is taken: double-click it to change it.</source>
        <translation>Le nom « {name} » est pris : double-cliquez dessus pour le changer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Making {number} voice</source>
        <translation>Création de {number} voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Making {number} voices</source>
        <translation>Création de {number} voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>There is no recording in this folder.</source>
        <translation>Il n’y a aucun enregistrement dans ce dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Checking {number} recording</source>
        <translation>Vérification de {number} enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Checking {number} recordings</source>
        <translation>Vérification de {number} enregistrements</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voice is ready.</source>
        <translation>{number} voix est prête.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voices are ready.</source>
        <translation>{number} voix sont prêtes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voice was not made.</source>
        <translation>{number} voix n’a pas été créée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voices were not made.</source>
        <translation>{number} voix n’ont pas été créées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>not made</source>
        <translation>non créée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>Waiting to be checked</source>
        <translation>En attente de vérification</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>The voice is ready.</source>
        <translation>La voix est prête.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Voice</source>
        <translation>Voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Press Stop below to end it; the voices that are made are kept (Esc)</source>
        <translation>Arrêter, en bas, y met fin ; les voix déjà créées restent (Échap)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>A voice for each recording</source>
        <translation>Une voix par enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Leave the rest; the files stay as they are</source>
        <translation>Laisser les autres ; les fichiers restent tels quels</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The recordings are being checked.</source>
        <translation>Les enregistrements sont en cours de vérification.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>All voices are made.</source>
        <translation>Toutes les voix sont créées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>No recording is chosen that can be used.</source>
        <translation>Aucun enregistrement utilisable n’est choisi.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Still missing: say whose voices they are.</source>
        <translation>Reste à faire : dire à qui sont ces voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Still missing: name the speaker who gave consent.</source>
        <translation>Reste à faire : nommer le locuteur qui a donné son consentement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Recording</source>
        <translation>Enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Recordings</source>
        <translation>Enregistrements</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Whose voices are they?</source>
        <translation>À qui sont ces voix ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Name of the s&amp;peaker</source>
        <translation>Nom du &amp;locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/voice_fields.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>&amp;Language</source>
        <translation>Lan&amp;gue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Each voice is named after its file: double-click a name, or press F2, to change it.</source>
        <translation>Chaque voix porte le nom de son fichier : double-cliquez sur un nom, ou appuyez sur F2, pour le changer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Clone a voice only with the speaker's consent, and never to deceive.</source>
        <translation>Ne clonez une voix qu’avec le consentement du locuteur, et jamais pour tromper.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Making voices…</source>
        <translation>Création des voix…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make {number} voice</source>
        <translation>Créer {number} voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make {number} voices</source>
        <translation>Créer {number} voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make voices</source>
        <translation>Créer les voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>They are all of my own voice</source>
        <translation>C’est ma propre voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The speaker gave me consent for all of them</source>
        <translation>J’ai le consentement du locuteur pour tous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The recordings are in the public domain</source>
        <translation>Les enregistrements sont du domaine public</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/sources.py"/>
        <source>Record or import one person speaking, in a quiet room and without music.</source>
        <translation>Enregistrez ou importez une seule personne qui parle, dans une pièce calme et sans musique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Steps</source>
        <translation>Étapes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>you are here</source>
        <translation>vous êtes ici</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>not yet</source>
        <translation>pas encore</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Record or import</source>
        <translation>Enregistrer ou importer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Review</source>
        <translation>Contrôler</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Name and create</source>
        <translation>Nommer et créer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>&amp;Name the voice</source>
        <translation>&amp;Nommer la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Go to it</source>
        <translation>Y aller</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Checking the recording…</source>
        <translation>Vérification de l’enregistrement…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Listen to it meanwhile.</source>
        <translation>Écoutez-le pendant ce temps.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Back to the review</source>
        <translation>Retour au contrôle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Record or import another</source>
        <translation>En prendre un autre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>The whole recording, with the stretch that is used</source>
        <translation>L’enregistrement entier, avec le passage utilisé</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Part of the recording in sight</source>
        <translation>Partie visible de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Play the stretch, or fall silent</source>
        <translation>Lire le passage, ou arrêter la lecture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Next best</source>
        <translation>Suivant</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Try the next best stretch that was found</source>
        <translation>Essayer le meilleur passage suivant qui a été trouvé</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See all</source>
        <translation>Tout voir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See the whole recording (0)</source>
        <translation>Voir tout l’enregistrement (0)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See stretch</source>
        <translation>Voir le passage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See the stretch closer</source>
        <translation>Voir le passage de plus près</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Drag the edges of the stretch that is used, or the stretch itself; click anywhere to hear what is there.</source>
        <translation>Faites glisser les bords du passage utilisé, ou le passage lui-même ; cliquez n’importe où pour entendre ce qui s’y trouve.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Reading {name}</source>
        <translation>Lecture de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>give the words of each recording, or of none</source>
        <translation>donner les paroles de chaque enregistrement, ou d’aucun</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>&amp;Transcript</source>
        <translation>&amp;Transcription</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>Transcript of {name}</source>
        <translation>Transcription de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Transcript</source>
        <translation>Transcription</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>There are suggestions for English only.</source>
        <translation>Il n’y a de suggestions que pour l’anglais.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>The words in the field are replaced; that can be undone.</source>
        <translation>Les paroles du champ sont remplacées ; vous pourrez annuler.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Suggest the words</source>
        <translation>Suggérer les paroles</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Listening to the words</source>
        <translation>Écoute des paroles</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>No words were understood.</source>
        <translation>Aucune parole n’a été comprise.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Your words were kept: you changed them while the program was listening.</source>
        <translation>Vos paroles ont été conservées : vous les avez changées pendant l’écoute.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Your words were replaced by a suggestion.</source>
        <translation>Vos paroles ont été remplacées par une suggestion.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>They can be brought back until another recording is shown.</source>
        <translation>Vous pouvez les récupérer jusqu’à l’affichage d’un autre enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listening…</source>
        <translation>Écoute…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional: the words spoken in the recording, exactly</source>
        <translation>Facultatif : les paroles exactes de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>What you want to call it</source>
        <translation>Le nom que vous voulez lui donner</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>I read the script (delete below what you left out)</source>
        <translation>J’ai lu le texte (effacez ce que vous avez omis)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Create voice</source>
        <translation>Créer la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>give the voice a name</source>
        <translation>donner un nom à la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>say whose voice it is</source>
        <translation>dire à qui est la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>name the speaker who gave consent</source>
        <translation>nommer le locuteur qui a donné son consentement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Still missing: {wanted}.</source>
        <translation>Reste à faire : {wanted}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/parts/sound/view.py"/>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source> and </source>
        <translation> et </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>There is a voice named “{name}” already.</source>
        <translation>Il existe déjà une voix nommée « {name} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>&amp;Name</source>
        <translation>&amp;Nom</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Whose voice is it?</source>
        <translation>À qui est cette voix ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional: {engine} makes the voice from the sound alone; the words are kept for engines that use them</source>
        <translation>Facultatif : {engine} crée la voix à partir du son seul ; les paroles sont conservées pour les moteurs qui s’en servent</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Use it now</source>
        <translation>L’utiliser ainsi</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Creating…</source>
        <translation>Création…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Who gave consent</source>
        <translation>Qui a donné son consentement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional</source>
        <translation>Facultatif</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Have it spoken</source>
        <translation>Consentement oral</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Optional: for example where the agreement lies</source>
        <translation>Facultatif : par exemple, où se trouve l’accord</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>The speaker reads a sentence aloud (in English)</source>
        <translation>Le locuteur lit une phrase à voix haute (en anglais)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Note on the c&amp;onsent</source>
        <translation>Note sur le &amp;consentement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Recording: please read aloud now.</source>
        <translation>Enregistrement en cours : lisez maintenant à voix haute.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Press the button, then let the speaker read this aloud.</source>
        <translation>Appuyez sur le bouton, puis faites lire ceci à voix haute par le locuteur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Listening to the consent</source>
        <translation>Écoute du consentement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>The consent was heard, and it is the same voice. It will be kept with the new voice.</source>
        <translation>Le consentement a été entendu, et c’est la même voix. Il sera conservé avec la nouvelle voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record the reading</source>
        <translation>Enregistrer la lecture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record it again</source>
        <translation>Réenregistrer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Stop: it was read</source>
        <translation>Arrêter : c’est lu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Listen</source>
        <translation>Écouter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Hear the recording of it</source>
        <translation>Entendre cet enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Nothing was recorded.</source>
        <translation>Rien n’a été enregistré.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record it again.</source>
        <translation>Réenregistrez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>It is recorded. Hear it, record it again, or have it checked and kept.</source>
        <translation>C’est enregistré. Écoutez la lecture, refaites-la, ou faites-la vérifier et conserver.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Spoken consent</source>
        <translation>Consentement oral</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Spoken consent to “{name}”</source>
        <translation>Consentement oral pour « {name} »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>How far listening is</source>
        <translation>Avancement de l’écoute</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Another sentence</source>
        <translation>Une autre phrase</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The one shown is no longer valid then</source>
        <translation>Celle qui est affichée ne comptera alors plus</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Choose a file…</source>
        <translation>Parcourir…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>If it was recorded somewhere else</source>
        <translation>Si elle a été enregistrée ailleurs</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Check and keep</source>
        <translation>Vérifier et garder</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listen to it, and keep it if it matches</source>
        <translation>L’écouter, et le conserver s’il correspond</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The sentence, as it was read</source>
        <translation>La phrase, telle qu’elle a été lue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listening to the consent to “{name}”</source>
        <translation>Écoute du consentement pour « {name} »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Record it while the speaker reads it aloud, until {until}.</source>
        <translation>Enregistrez pendant que le locuteur la lit à voix haute, jusqu’à {until}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The speaker’s consent is kept with “{name}” now.</source>
        <translation>Le consentement du locuteur est maintenant conservé avec « {name} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Stopped: nothing was kept.</source>
        <translation>Arrêté : rien n’a été conservé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>The person who gave you this voice stated whose it is. What you state here replaces that.</source>
        <translation>La personne qui vous a donné cette voix a déclaré à qui elle est. Ce que vous déclarez ici en prend la place.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Consent</source>
        <translation>Consentement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Whose voice is “{name}”?</source>
        <translation>À qui est la voix « {name} » ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>State this</source>
        <translation>Déclarer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>&amp;Speaker</source>
        <translation>&amp;Locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>&amp;Note on the consent</source>
        <translation>&amp;Note sur le consentement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Enter who gave you consent.</source>
        <translation>Indiquez qui vous a donné son consentement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Who gave you this voice stated whose it is: state that anew first.</source>
        <translation>C’est la personne qui vous a donné cette voix qui a indiqué à qui elle est : indiquez-le d’abord vous-même.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>“{ground}”{who}, stated on {when} by the person who gave you the voice, not by you</source>
        <translation>« {ground} »{who}, déclaré le {when} par la personne qui vous a donné la voix, non par vous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>{ground}{who}, stated on {when}</source>
        <translation>{ground}{who}, déclaré le {when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>“{heard}”, spoken on {day}</source>
        <translation>« {heard} », dit le {day}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>State consent anew…</source>
        <translation>Nouveau consentement…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Say whose voice it is, and what it may be used for</source>
        <translation>Dire à qui est la voix, et à quoi elle peut servir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Add a spoken consent…</source>
        <translation>Consentement oral…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>The speaker reads a sentence aloud</source>
        <translation>Le locuteur lit une phrase à voix haute</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>This is my own voice</source>
        <translation>C’est ma propre voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>The speaker gave me consent</source>
        <translation>J’ai le consentement du locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>The recording is in the public domain</source>
        <translation>L’enregistrement est du domaine public</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>It may be given to others as a file</source>
        <translation>Elle peut être transmise en fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>It may be used over HTTP</source>
        <translation>Elle peut servir via HTTP</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>All</source>
        <translation>Tous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick all chapters</source>
        <translation>Cocher tous les chapitres</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>None</source>
        <translation>Aucun</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick no chapter</source>
        <translation>Ne cocher aucun chapitre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Read aloud</source>
        <translation>Lire le livre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Entrée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Stop; what was said is kept (Esc)</source>
        <translation>Arrêter ; ce qui a été dit est conservé (Échap)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Another document</source>
        <translation>Autre document</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Choose another document</source>
        <translation>Choisir un autre document</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>There is no voice yet: make one on the Capture page.</source>
        <translation>Il n’y a pas encore de voix : créez-en une sur la page Capture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Choose a voice.</source>
        <translation>Choisissez une voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick a chapter.</source>
        <translation>Cochez un chapitre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Cover</source>
        <translation>Couverture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>“{title}” was read aloud: {facts}.</source>
        <translation>« {title} » a été lu à voix haute : {facts}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Stopping…</source>
        <translation>Arrêt…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>, about {time}</source>
        <translation>, environ {time}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>All chapters</source>
        <translation>Tous les chapitres</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{count} of {chapters}</source>
        <translation>{count} sur {chapters}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>One audiobook with chapters (M4B)</source>
        <translation>Un livre audio avec chapitres (M4B)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>One MP3 with chapters</source>
        <translation>Un seul MP3 avec chapitres</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>SRT, by lines</source>
        <translation>SRT, par ligne</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>SRT, by words</source>
        <translation>SRT, par mot</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>WebVTT, by lines</source>
        <translation>WebVTT, par ligne</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>WebVTT, by words</source>
        <translation>WebVTT, par mot</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>Replace files that are there</source>
        <translation>Remplacer les fichiers</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Choose a cover…</source>
        <translation>Choisir l’image…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>A JPEG or PNG picture</source>
        <translation>Une image JPEG ou PNG</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Take the document’s own cover</source>
        <translation>Prendre celle du document</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Book</source>
        <translation>Livre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Choose a cover</source>
        <translation>Choisir une couverture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Pictures ({kinds})</source>
        <translation>Images ({kinds})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>A file for each chapter: {title}</source>
        <translation>Un fichier par chapitre : {title}</translation>
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
        <translation>&amp;Sous-titres</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>L&amp;oudness</source>
        <translation>S&amp;onie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Who reads</source>
        <translation>Qui lit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>What is made</source>
        <translation>Ce qui est produit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>With the document’s own cover</source>
        <translation>Avec la couverture du document</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Without a cover</source>
        <translation>Sans couverture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>With the cover {cover}</source>
        <translation>Avec la couverture {cover}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Looking at {name}</source>
        <translation>Examen de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <source>Reading “{title}” aloud</source>
        <translation>Lecture de « {title} »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <source>“{title}” was read aloud.</source>
        <translation>« {title} » a été lu à voix haute.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/made_line.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Open folder</source>
        <translation>Voir le dossier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Press “Go on” below “Not finished”, now or at any later start.</source>
        <translation>Appuyez sur « Reprendre » sous « Non terminés », maintenant ou lors d’un prochain démarrage.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>The voice chosen above</source>
        <translation>La voix choisie ci-dessus</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>A name in [brackets] before a paragraph says who reads it</source>
        <translation>Un nom entre [crochets] avant un paragraphe dit qui le lit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>Voice of {name}</source>
        <translation>Voix de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Chapter</source>
        <translation>Chapitre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Length</source>
        <translation>Durée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Chapters</source>
        <translation>Chapitres</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Read</source>
        <translation>Lu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Being read</source>
        <translation>En cours de lecture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>{words:,} words</source>
        <translation>{words:,} mots</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>This computer says them; else an address such as tcp://10.0.0.5:8786</source>
        <translation>Cet ordinateur les lit ; sinon une adresse comme tcp://10.0.0.5:8786</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Try it</source>
        <translation>Essayer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>See whether this cluster can be reached</source>
        <translation>Vérifier si ce cluster est joignable</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Dask &amp;cluster</source>
        <translation>&amp;Cluster Dask</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Trying…</source>
        <translation>Essai en cours…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, with {number} worker.</source>
        <translation>Il répond, avec {number} worker.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, with {number} workers.</source>
        <translation>Il répond, avec {number} workers.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, but nobody works in it yet.</source>
        <translation>Il répond, mais n’a pas encore de worker.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Choose a file (Ctrl+O)</source>
        <translation>Choisir un fichier (Ctrl+O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Files ({kinds});;All files (*)</source>
        <translation>Fichiers ({kinds});;Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Line</source>
        <translation>Ligne</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Text</source>
        <translation>Texte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>File</source>
        <translation>Fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Said</source>
        <translation>Dite</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Said before</source>
        <translation>Déjà dite</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>To be said</source>
        <translation>À dire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_table.py"/>
        <source>Lines</source>
        <translation>Lignes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/made_line.py"/>
        <source>Show the files that were made</source>
        <translation>Afficher les fichiers produits</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>More</source>
        <translation>Plus</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <source>Show what is seldom wanted</source>
        <translation>Afficher ce qui sert rarement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <source>Less</source>
        <translation>Moins</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Plain text, Markdown, HTML, EPUB, DOCX, SRT, WebVTT</source>
        <translation>Texte brut, Markdown, HTML, EPUB, DOCX, SRT, WebVTT</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>CSV, TSV, XLSX or JSONL with a column “text”, or TXT with one text per line</source>
        <translation>CSV, TSV, XLSX ou JSONL avec une colonne « text », ou TXT avec un texte par ligne</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>A book is being read: wait for it, or stop it.</source>
        <translation>Un livre est en cours de lecture : attendez la fin, ou arrêtez la lecture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>The lines of a table are being said: wait for them, or stop them.</source>
        <translation>Les lignes d’un tableau sont en cours de lecture : attendez la fin, ou arrêtez la lecture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Long texts</source>
        <translation>Textes longs</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Have a book read aloud, or each line of a table said into a file of its own.</source>
        <translation>Faites lire un livre, ou dire chaque ligne d’un tableau dans un fichier séparé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Book or document</source>
        <translation>Livre ou document</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Read a document aloud, chapter by chapter</source>
        <translation>Lire un document à voix haute, chapitre par chapitre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Table of lines</source>
        <translation>Tableau de lignes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Say each line of a table into a file of its own</source>
        <translation>Dire chaque ligne d’un tableau dans un fichier séparé</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Drop a document here</source>
        <translation>Déposez ici un document</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Drop a table here</source>
        <translation>Déposez ici un tableau</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Say all lines</source>
        <translation>Dire les lignes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Stop; what was said is there (Esc)</source>
        <translation>Arrêter ; ce qui a été dit est conservé (Échap)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Read again</source>
        <translation>Relire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Read the table again after it was changed</source>
        <translation>Relire le tableau après une modification</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Another table</source>
        <translation>Autre tableau</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Choose another table</source>
        <translation>Choisir un autre tableau</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>The lines are being looked at.</source>
        <translation>Les lignes sont en cours d’examen.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} line cannot be said: change the table, or what is chosen here, then read it again.</source>
        <translation>{number} ligne ne peut pas être dite : modifiez le tableau, ou ce qui est choisi ici, puis relisez-le.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} lines cannot be said: change the table, or what is chosen here, then read it again.</source>
        <translation>{number} lignes ne peuvent pas être dites : modifiez le tableau, ou ce qui est choisi ici, puis relisez-le.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>There are no lines that can be said.</source>
        <translation>Il n’y a aucune ligne qui puisse être dite.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>All lines are said.</source>
        <translation>Toutes les lignes sont dites.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>And {count} more.</source>
        <translation>Et {count} de plus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} line failed.</source>
        <translation>{number} ligne a échoué.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} lines failed.</source>
        <translation>{number} lignes ont échoué.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>It was stopped.</source>
        <translation>Le travail a été arrêté.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} of {lines} are said: {length} of speech.</source>
        <translation>{count} dites sur {lines} : {length} de parole.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Line {number}: {words}</source>
        <translation>Ligne {number} : {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Say the rest</source>
        <translation>Dire le reste</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} cannot be said</source>
        <translation>{count} en erreur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} said</source>
        <translation>{count} dites</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The voice’s own</source>
        <translation>Celle de la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>As many as there is room for</source>
        <translation>Autant que la mémoire le permet</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Voice of lines that name none</source>
        <translation>&amp;Voix par défaut des lignes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Language of lines that name none</source>
        <translation>Lan&amp;gue par défaut des lignes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Attempts</source>
        <translation>&amp;Essais</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Engines side by side</source>
        <translation>&amp;Moteurs en parallèle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>One</source>
        <translation>Un seul</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>The best of {count}</source>
        <translation>Le meilleur de {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Saying the lines of {name}</source>
        <translation>Lecture des lignes de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{count} of {lines} are said.</source>
        <translation>{count} dites sur {lines}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Stopped: {there}</source>
        <translation>Arrêté : {there}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{number} line failed: the list says why.</source>
        <translation>{number} ligne a échoué : la liste dit pourquoi.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{number} lines failed: the list says why.</source>
        <translation>{number} lignes ont échoué : la liste dit pourquoi.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>book</source>
        <translation>livre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>table</source>
        <translation>tableau</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>{kind} · {fraction} % said · begun {begun}</source>
        <translation>{kind} · dit à {fraction} % · début : {begun}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Go on where it left off</source>
        <translation>Reprendre là où il en était</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Erase what was said of it so far</source>
        <translation>Effacer ce qui en a été dit jusqu’ici</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget</source>
        <translation>Oublier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Not finished</source>
        <translation>Non terminés</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>What was said so far is kept. They go on where they left off.</source>
        <translation>Ce qui en a été dit est conservé. Ils reprennent là où ils en étaient.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>What was said of it and is not saved yet is erased. Chapters that are saved stay.</source>
        <translation>Ce qui en a été dit et n’est pas encore enregistré sera effacé. Les chapitres enregistrés restent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget “{title}”?</source>
        <translation>Oublier « {title} » ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget it</source>
        <translation>Oublier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/voice_fields.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>&amp;Voice</source>
        <translation>&amp;Voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engine_group.py"/>
        <source>Recommended for this computer</source>
        <translation>Recommandé pour cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Progress of installing: {title}</source>
        <translation>Avancement de l’installation : {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Install…</source>
        <translation>Installer…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Install: {title}</source>
        <translation>Installer : {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Stop, and throw away what has arrived</source>
        <translation>Arrêter, et jeter ce qui a déjà été reçu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Remove: {title}</source>
        <translation>Retirer : {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Free memory</source>
        <translation>Libérer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Take engines out of memory until needed</source>
        <translation>Retirer les moteurs de la mémoire jusqu’au prochain besoin</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>about {size}</source>
        <translation>environ {size}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>What is fetched from PyPI is {about}.</source>
        <translation>Le téléchargement depuis PyPI représente {about}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Download and install {title}?</source>
        <translation>Télécharger et installer {title} ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Install</source>
        <translation>Installer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Not now</source>
        <translation>Plus tard</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Voices and models stay.</source>
        <translation>Les voix et les modèles restent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Remove {title}?</source>
        <translation>Retirer {title} ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Keep</source>
        <translation>Garder</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Waiting for its turn</source>
        <translation>En attente de son tour</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Installed: {title}.</source>
        <translation>Installé : {title}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Fetch a model to use it.</source>
        <translation>Téléchargez un modèle pour vous en servir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Ready: {ready}.</source>
        <translation>Prêts : {ready}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Not installed: {lacking} (about {size}).</source>
        <translation>Non installés : {lacking} (environ {size}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>There are none.</source>
        <translation>Il n’y en a pas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>{size} of memory is free.</source>
        <translation>{size} de mémoire libre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>{size} of memory is free, {graphics} on the graphics card.</source>
        <translation>{size} de mémoire libre, {graphics} sur la carte graphique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>In memory: {loaded}.</source>
        <translation>En mémoire : {loaded}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Progress of {title}</source>
        <translation>Avancement de {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>On this computer, {size}</source>
        <translation>Sur cet ordinateur, {size}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{size} are here, the rest is missing</source>
        <translation>{size} sont là, le reste manque</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Download…</source>
        <translation>Télécharger…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Download {title}</source>
        <translation>Télécharger {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Stop, and keep what has arrived</source>
        <translation>Arrêter, et conserver ce qui a déjà été reçu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Import…</source>
        <translation>Importer…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Take {title} from files you have</source>
        <translation>Importer {title} à partir de fichiers que vous avez</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Check</source>
        <translation>Vérifier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Compare the files with their checksums</source>
        <translation>Comparer les fichiers à leurs sommes de contrôle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Remove {title} from this computer</source>
        <translation>Retirer {title} de cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>A folder…</source>
        <translation>Un dossier…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>A zip or tar archive…</source>
        <translation>Une archive zip ou tar…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Recommended</source>
        <translation>Recommandé</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>about </source>
        <translation>environ </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>size not known</source>
        <translation>taille inconnue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>needs an account</source>
        <translation>demande un compte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{size} of memory</source>
        <translation>{size} de mémoire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>any language</source>
        <translation>toute langue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{count} languages</source>
        <translation>{count} langues</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>For the neural engines; the natural and the basic one need none. Nothing is fetched before you ask for it.</source>
        <translation>Pour les moteurs neuronaux ; le naturel et le basique n’en ont pas besoin. Rien n’est téléchargé sans que vous le demandiez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Archives (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz);;All files (*)</source>
        <translation>Archives (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Search name, language, licence</source>
        <translation>Chercher un nom, une langue, une licence</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Search models</source>
        <translation>Chercher des modèles</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>No model matches.</source>
        <translation>Aucun modèle ne correspond.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Import {title}</source>
        <translation>Importer {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>{title}: all files are as they should be.</source>
        <translation>{title} : tous les fichiers sont intacts.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>To use it again it has to be fetched again.</source>
        <translation>Pour vous en resservir, il faudra le télécharger à nouveau.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>The model is on this computer now.</source>
        <translation>Le modèle est maintenant sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>To use it, its engine has to be installed.</source>
        <translation>Pour s’en servir, il faut installer son moteur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Download</source>
        <translation>Télécharger</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>What its engine needs ({about}) is fetched and installed as well.</source>
        <translation>Ce qu’il faut à son moteur ({about}) est aussi téléchargé et installé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>{title} is on this computer now.</source>
        <translation>{title} est maintenant sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>On this computer: {fitting}, {pace}.</source>
        <translation>Sur cet ordinateur : {fitting}, {pace}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>too large for the free memory (needs {size})</source>
        <translation>trop grand pour la mémoire libre (il faut {size})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>fits on the graphics card</source>
        <translation>tient sur la carte graphique</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>fits in memory</source>
        <translation>tient en mémoire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>speed not known</source>
        <translation>vitesse inconnue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>{times:.0f} times slower than speech</source>
        <translation>{times:.0f} fois plus lent que la parole</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>about {seconds} s for a minute of speech</source>
        <translation>environ {seconds} s pour une minute de parole</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/choosing.py"/>
        <source>Recordings ({kinds});;All files (*)</source>
        <translation>Enregistrements ({kinds});;Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Microphone</source>
        <translation>Microphone</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Loudspeaker</source>
        <translation>Haut-parleur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Look for a new microphone</source>
        <translation>Chercher un nouveau microphone</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Look for a new loudspeaker</source>
        <translation>Chercher un nouveau haut-parleur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>No microphone was found. Plug one in, then press “Look for a new microphone”.</source>
        <translation>Aucun microphone n’a été trouvé. Branchez-en un, puis appuyez sur « Chercher un nouveau microphone ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>No loudspeaker was found. Plug one in, then press “Look for a new loudspeaker”.</source>
        <translation>Aucun haut-parleur n’a été trouvé. Branchez-en un, puis appuyez sur « Chercher un nouveau haut-parleur ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Input of the microphone</source>
        <translation>Entrée du microphone</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>The one that is heard ({used})</source>
        <translation>Celle qui reçoit du son ({used})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Input {number} · {level}</source>
        <translation>Entrée {number} · {level}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>{default} (default)</source>
        <translation>{default} (par défaut)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>System default</source>
        <translation>Celui du système</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>{chosen} (not connected)</source>
        <translation>{chosen} (non connecté)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/window/job_bridge.py"/>
        <source>Something went wrong inside VoiceCloner.</source>
        <translation>Un problème est survenu dans VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <source>Your voices are safe and you can go on. If it happens again, please report it with the lines below.</source>
        <translation>Vos voix sont en sécurité et vous pouvez continuer. Si cela se reproduit, veuillez le signaler avec les lignes ci-dessous.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Copy the details</source>
        <translation>Copier les détails</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>I have read the licence and accept it</source>
        <translation>J’ai lu la licence et je l’accepte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Licence: {words}</source>
        <translation>Licence : {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Licence: {words} ({name})</source>
        <translation>Licence : {words} ({name})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>This model is given only to people who have agreed to its makers’ terms. Agree on its page, make an access token (reading is enough), and paste it here. It is kept in your system’s keyring.</source>
        <translation>Ce modèle n’est donné qu’aux personnes qui ont accepté les conditions de ses auteurs. Acceptez-les sur sa page, créez un jeton d’accès (la lecture suffit) et collez-le ici. Il est conservé dans le trousseau de votre système.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Access token</source>
        <translation>Jeton d’accès</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>&amp;Token</source>
        <translation>&amp;Jeton</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/name.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <location filename="../../voicecloner/gui/voices/voice_name.py"/>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+1 … Ctrl+6</source>
        <translation>Ctrl+1 … Ctrl+6</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Capture, Voices, Speak, Long texts, Models, Settings</source>
        <translation>Capture, Voix, Parler, Textes longs, Modèles, Réglages</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Record, or end the recording</source>
        <translation>Enregistrer, ou terminer l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Import recordings; on the page Long texts, choose a file</source>
        <translation>Importer des enregistrements ; sur la page Textes longs, choisir un fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+F</source>
        <translation>Ctrl+F</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Search the voices</source>
        <translation>Chercher dans les voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Enter</source>
        <translation>Entrée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Speak with the chosen voice</source>
        <translation>Faire parler la voix choisie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>F2</source>
        <translation>F2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Rename the chosen voice</source>
        <translation>Renommer la voix choisie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Del</source>
        <translation>Suppr</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Delete the chosen voice or takes</source>
        <translation>Supprimer la voix ou les prises choisies</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Z</source>
        <translation>Ctrl+Z</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Undo the last deletion</source>
        <translation>Annuler la dernière suppression</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Alt+T</source>
        <translation>Alt+C</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>The trash, on the page Voices</source>
        <translation>La corbeille, sur la page Voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Alt+X</source>
        <translation>Alt+X</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Hear the recording instead of the voice, or back, on the page Voices</source>
        <translation>Entendre l’enregistrement au lieu de la voix, ou l’inverse, sur la page Voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Speak the text, read the book, say the lines; on the page Capture, the next step</source>
        <translation>Dire le texte, lire le livre, dire les lignes ; sur la page Capture, l’étape suivante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Stress the selected words of the text</source>
        <translation>Accentuer les mots sélectionnés du texte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Maj+P</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Half a second of silence in the text</source>
        <translation>Une demi-seconde de silence dans le texte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+S</source>
        <translation>Ctrl+S</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Save the speech</source>
        <translation>Enregistrer la parole dans un fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Export the chosen takes</source>
        <translation>Exporter les prises choisies</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Space</source>
        <translation>Espace</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Play or pause, when not typing</source>
        <translation>Lecture ou pause, hors saisie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>← → Home End</source>
        <translation>← → Début Fin</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Two seconds back or forward, or to the ends, in a picture of a sound</source>
        <translation>Deux secondes en arrière ou en avant, ou aux extrémités, dans l’image d’un son</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>0.1 s (with Shift 1 s), on an edge of a stretch</source>
        <translation>0,1 s (avec Maj, 1 s), sur le bord d’un passage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>+ − 0, Ctrl+wheel</source>
        <translation>+ − 0, Ctrl+molette</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>See a sound closer, more of it, or all of it</source>
        <translation>Voir un son de plus près, plus largement, ou en entier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Shift+← →, Shift+wheel</source>
        <translation>Maj+← →, Maj+molette</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Move what is seen of a sound</source>
        <translation>Déplacer la partie visible d’un son</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>PageUp PageDown Home End</source>
        <translation>Page préc. Page suiv. Début Fin</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Scroll the page, when not typing</source>
        <translation>Faire défiler la page, hors saisie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Esc</source>
        <translation>Échap</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Stop what is being done or heard, or a countdown</source>
        <translation>Arrêter ce qui est en cours ou en lecture, ou un compte à rebours</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Settings</source>
        <translation>Réglages</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Close VoiceCloner</source>
        <translation>Fermer VoiceCloner</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>This list</source>
        <translation>Cette liste</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Keyboard shortcuts</source>
        <translation>Raccourcis clavier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Change…</source>
        <translation>Changer…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Choose where it is saved</source>
        <translation>Choisir où enregistrer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Save as</source>
        <translation>Enregistrer sous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Where to save</source>
        <translation>Où enregistrer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/language_combo.py"/>
        <source>Choices</source>
        <translation>Choix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Done</source>
        <translation>Fait</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Error</source>
        <translation>Erreur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Do what the message offers</source>
        <translation>Faire ce que propose le message</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Close this message</source>
        <translation>Fermer ce message</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/pace.py"/>
        <source>Spee&amp;d</source>
        <translation>Vit&amp;esse</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Voices</source>
        <translation>Voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Speak</source>
        <translation>Parler</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Shortcuts</source>
        <translation>Raccourcis</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Keyboard shortcuts (?)</source>
        <translation>Raccourcis clavier (?)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>{name} (Ctrl+{number})</source>
        <translation>{name} (Ctrl+{number})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/detail.py"/>
        <source>Zoom in to see the spectrogram and the pitch.</source>
        <translation>Agrandissez pour voir le spectrogramme et la hauteur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/detail.py"/>
        <source>Looking at the sound…</source>
        <translation>Analyse du son…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/pictures.py"/>
        <source>Looking at the sound</source>
        <translation>Analyse du son</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/pictures.py"/>
        <source>No spectrogram yet: zoom in or out to see it.</source>
        <translation>Non analysé. Changez l’échelle pour voir le spectrogramme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>See more of it (−, Ctrl+wheel; all: 0)</source>
        <translation>En voir plus (−, Ctrl+molette ; tout : 0)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>See it closer (+, Ctrl+wheel)</source>
        <translation>Voir de plus près (+, Ctrl+molette)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>Show spectrogram and pitch, or the waveform alone</source>
        <translation>Afficher le spectrogramme et la hauteur, ou la forme d’onde seule</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_edge.py"/>
        <source>{name}: drag it, or use the arrow keys (0.1 s, with Shift 1 s)</source>
        <translation>{name} : faites-le glisser, ou utilisez les flèches (0,1 s, avec Maj 1 s)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_edge.py"/>
        <source>at {seconds:.1f} seconds</source>
        <translation>à {seconds:.1f} secondes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_view.py"/>
        <source>Start of the stretch</source>
        <translation>Début du passage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_view.py"/>
        <source>End of the stretch</source>
        <translation>Fin du passage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>The spectrogram follows.</source>
        <translation>Le spectrogramme suit.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>empty</source>
        <translation>vide</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>The pitch is about {pitch_hz:.0f} Hz.</source>
        <translation>La hauteur est d’environ {pitch_hz:.0f} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>{start} to {end}: {message}</source>
        <translation>De {start} à {end} : {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>{length} long.</source>
        <translation>Durée : {length}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/view.py"/>
        <source>Click to listen from there. Ctrl+wheel, + and − zoom, 0 shows all; Shift+wheel or Shift+← → moves what is seen.
The wheel alone scrolls the page.
Grey: how strong each frequency is (scale on the left). Coloured line: the pitch (scale on the right).</source>
        <translation>Cliquez pour entendre la suite à partir de là. Ctrl+molette, + et − changent l’échelle, 0 montre tout ; Maj+molette ou Maj+← → déplace la partie visible.
La molette seule fait défiler la page.
En gris : la force de chaque fréquence (échelle à gauche). Ligne de couleur : la hauteur (échelle à droite).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Progress</source>
        <translation>Avancement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Stop what is being done (Esc)</source>
        <translation>Arrêter ce qui est en cours (Échap)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/voice_combo.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>No voice yet</source>
        <translation>Pas encore de voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Ready to use</source>
        <translation>Prêt à l’emploi</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Nothing stands in the way of a good voice.</source>
        <translation>Rien ne s’oppose à une bonne voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Usable, but could be better</source>
        <translation>Utilisable, mais perfectible</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>You can go on; the notes say what would help.</source>
        <translation>Vous pouvez continuer ; les remarques disent ce qui aiderait.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Not good enough</source>
        <translation>Insuffisant</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>No voice can be made from this; the notes say what to do better.</source>
        <translation>On ne peut pas en faire une voix ; les remarques disent quoi améliorer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>As spoken</source>
        <translation>Telle quelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−23 LUFS, broadcasting (EBU R 128)</source>
        <translation>−23 LUFS, radio et télévision (EBU R 128)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−19 LUFS, audiobooks</source>
        <translation>−19 LUFS, livres audio</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−16 LUFS, podcasts</source>
        <translation>−16 LUFS, podcasts</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Duration</source>
        <translation>Durée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Speech</source>
        <translation>Parole</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Level</source>
        <translation>Niveau</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Clipping</source>
        <translation>Écrêtage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Noise</source>
        <translation>Bruit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Silence</source>
        <translation>Silence</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Pauses</source>
        <translation>Pauses</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Hum</source>
        <translation>Ronflement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Offset</source>
        <translation>Décalage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Reverberation</source>
        <translation>Réverbération</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Bandwidth</source>
        <translation>Bande passante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Dropouts</source>
        <translation>Coupures</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Speakers</source>
        <translation>Locuteurs</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Music</source>
        <translation>Musique</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Whisper</source>
        <translation>Chuchotement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Synthetic</source>
        <translation>Synthétique</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>System</source>
        <translation>Système</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Graphics card (CUDA)</source>
        <translation>Carte graphique (CUDA)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Processor (CPU)</source>
        <translation>Processeur (CPU)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Full</source>
        <translation>Complète</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Precision</source>
        <translation>Précision</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Guidance</source>
        <translation>Guidage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Liveliness</source>
        <translation>Vivacité</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>at most</source>
        <translation>au plus</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>at least</source>
        <translation>au moins</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>At {places} and {rest} more</source>
        <translation>À {places}, et {rest} fois encore</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>At {places}</source>
        <translation>À {places}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Back up…</source>
        <translation>Sauvegarder…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Copy all voices to another folder</source>
        <translation>Copier toutes les voix dans un autre dossier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Restore…</source>
        <translation>Restaurer…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Bring voices back from a backup</source>
        <translation>Récupérer des voix d’une sauvegarde</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Keep a copy of all voices in another folder, best on another disk. Only what is new is copied.</source>
        <translation>Gardez une copie de toutes les voix dans un autre dossier, de préférence sur un autre disque. Seul ce qui est nouveau est copié.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>A folder for backups</source>
        <translation>Un dossier pour les sauvegardes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>The folder with the backup</source>
        <translation>Le dossier de la sauvegarde</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Backing the voices up</source>
        <translation>Sauvegarde des voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Bringing the voices back</source>
        <translation>Restauration des voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>nothing new</source>
        <translation>rien de nouveau</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>The backup in {folder} holds {voices}; {new}.</source>
        <translation>La sauvegarde dans {folder} contient {voices} ; {new}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>“{name}” was left out. {message}</source>
        <translation>« {name} » a été laissée de côté. {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Engines</source>
        <translation>Moteurs</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Other programs</source>
        <translation>Autres programmes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Appearance</source>
        <translation>Apparence</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Sound</source>
        <translation>Son</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>What was spoken</source>
        <translation>Ce qui a été dit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Downloads</source>
        <translation>Téléchargements</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Language of the window</source>
        <translation>Langue de la fenêtre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Theme</source>
        <translation>Thème</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Shortest recording</source>
        <translation>Enregistrement minimal</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Countdown</source>
        <translation>Compte à rebours</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Level before recording</source>
        <translation>Niveau avant l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Room check</source>
        <translation>Vérification de la pièce</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Number of voices</source>
        <translation>Nombre de voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Engine</source>
        <translation>Moteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Speed</source>
        <translation>Vitesse</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Watermark</source>
        <translation>Filigrane</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Content credentials</source>
        <translation>Attestation de contenu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Certificate to sign with</source>
        <translation>Certificat pour signer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Key of that certificate</source>
        <translation>Clé de ce certificat</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Takes are kept</source>
        <translation>Conservation des prises</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Ask before closing</source>
        <translation>Question à la fermeture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Folder for speech</source>
        <translation>Dossier de sortie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Folder of recordings</source>
        <translation>Dossier des enregistrements</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Device</source>
        <translation>Unité de calcul</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Engines in memory</source>
        <translation>Moteurs en mémoire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Answer other programs on this computer</source>
        <translation>Répondre aux autres programmes de cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Mirror</source>
        <translation>Miroir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Certificates</source>
        <translation>Certificats</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>The best for the language</source>
        <translation>Le meilleur pour la langue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Changes are saved at once.</source>
        <translation>Les modifications sont enregistrées aussitôt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>VoiceCloner {version} · free software under the GPL, version 3 or later</source>
        <translation>VoiceCloner {version} · logiciel libre sous licence GPL, version 3 ou ultérieure</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{option} of {engine}</source>
        <translation>{option} de {engine}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>As the system</source>
        <translation>Comme le système</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{chosen} (not installed)</source>
        <translation>{chosen} (non installé)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Your files</source>
        <translation>Vos fichiers</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Voices, recordings and takes lie in this folder on your own computer.</source>
        <translation>Les voix, enregistrements et prises se trouvent dans ce dossier, sur votre propre ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all takes…</source>
        <translation>Effacer les prises…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all that was spoken</source>
        <translation>Effacer tout ce qui a été dit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>See whether all voices and recordings are there, and mend what can be mended.</source>
        <translation>Vérifier que toutes les voix et tous les enregistrements sont là, et réparer ce qui peut l’être.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Check and repair</source>
        <translation>Vérifier et réparer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Look through the library</source>
        <translation>Parcourir la bibliothèque</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>No takes</source>
        <translation>Aucune prise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{held}: what was spoken, kept as set under “What was spoken”.</source>
        <translation>{held} : ce qui a été dit, gardé comme indiqué sous « Ce qui a été dit ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all takes for good?</source>
        <translation>Effacer définitivement toutes les prises ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>What was spoken is erased here, with its texts. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>Ce qui a été dit est effacé ici, avec ses textes. C’est irréversible. Les fichiers que vous avez enregistrés ailleurs restent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase all</source>
        <translation>Tout effacer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Keep them</source>
        <translation>Les garder</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{number} take was erased.</source>
        <translation>{number} prise a été effacée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{number} takes were erased.</source>
        <translation>{number} prises ont été effacées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Copy the token, which other programs need</source>
        <translation>Copier le jeton dont les autres programmes ont besoin</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Open page</source>
        <translation>Ouvrir la page</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Use this program in the browser</source>
        <translation>Utiliser ce programme dans le navigateur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Token</source>
        <translation>Jeton</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>The token was copied.</source>
        <translation>Le jeton a été copié.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>How the recording is said again</source>
        <translation>Façon de redire l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>English is said anew from its words, with the timing and melody of the recording; all else as sound</source>
        <translation>L’anglais est redit à partir de ses paroles, avec le rythme et la mélodie de l’enregistrement ; tout le reste, en tant que son</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>As it suits the recording</source>
        <translation>Selon l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>From its words</source>
        <translation>À partir de ses paroles</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>As sound</source>
        <translation>En tant que son</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Export the take</source>
        <translation>Exporter la prise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Export {number} takes</source>
        <translation>Exporter {number} prises</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Folder</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>The files will be called</source>
        <translation>Les fichiers s’appelleront</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Progress of the export</source>
        <translation>Progression de l’exportation</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Export</source>
        <translation>Exporter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>and {number} more file</source>
        <translation>et {number} autre fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>and {number} more files</source>
        <translation>et {number} autres fichiers</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>16 bits</source>
        <translation>16 bits</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>24 bits</source>
        <translation>24 bits</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>32 bits, float</source>
        <translation>32 bits, virgule flottante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The voice</source>
        <translation>La voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The first words</source>
        <translation>Les premiers mots</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The day</source>
        <translation>Le jour</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The time</source>
        <translation>L’heure</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The place among these takes</source>
        <translation>Le rang parmi ces prises</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The take’s id</source>
        <translation>L’identifiant de la prise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The language</source>
        <translation>La langue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The engine</source>
        <translation>Le moteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Insert…</source>
        <translation>Insérer…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Insert what differs from take to take</source>
        <translation>Insérer ce qui change d’une prise à l’autre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The text</source>
        <translation>Le texte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>There is no pattern for the names of the files.</source>
        <translation>Il manque un modèle pour les noms de fichiers.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Press Insert, or type a name.</source>
        <translation>Appuyez sur « Insérer » ou saisissez un nom.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Quality</source>
        <translation>&amp;Qualité</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Sample &amp;rate</source>
        <translation>F&amp;réquence d’échantillonnage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Loudness</source>
        <translation>&amp;Sonie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Title</source>
        <translation>&amp;Titre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Artist</source>
        <translation>&amp;Artiste</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Names of the files</source>
        <translation>&amp;Noms des fichiers</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Usual for the format</source>
        <translation>Valeur usuelle du format</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/heard_words.py"/>
        <source>The words that are heard</source>
        <translation>Les mots qu’on entend</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Type a text and hear it in one of your voices.</source>
        <translation>Tapez un texte et entendez-le dit par l’une de vos voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Speaking as {name}</source>
        <translation>{name} parle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Converting {title}</source>
        <translation>Conversion de {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Choose the recording to say again</source>
        <translation>Choisir l’enregistrement à redire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Letters, as one would read them aloud, or phonemes of the IPA between slashes: /ˈwɪn/.</source>
        <translation>Des lettres, comme on les lirait à voix haute, ou des phonèmes de l’API entre barres obliques : /ˈwɪn/.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Pronunciation</source>
        <translation>Prononciation</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>How words are said</source>
        <translation>Comment les mots sont dits</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Say it</source>
        <translation>Écouter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Hear the word in the chosen voice</source>
        <translation>Entendre le mot dit par la voix choisie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Say the word like this from now on (Enter)</source>
        <translation>Dire désormais le mot ainsi (Entrée)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>New</source>
        <translation>Nouveau</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Another word</source>
        <translation>Un autre mot</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Remove the chosen word from the list</source>
        <translation>Retirer le mot choisi de la liste</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Saying “{word}”</source>
        <translation>Lecture de « {word} »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Word</source>
        <translation>Mot</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Said as</source>
        <translation>Dit comme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Words with a pronunciation of your own</source>
        <translation>Mots avec une prononciation à vous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>&amp;Word</source>
        <translation>&amp;Mot</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Said &amp;as</source>
        <translation>&amp;Dit comme</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>&amp;For</source>
        <translation>&amp;Pour</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>All voices</source>
        <translation>Toutes les voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Another voice</source>
        <translation>Une autre voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>{engine}, with which the chosen voice speaks, cannot say phonemes.</source>
        <translation>{engine}, avec lequel parle la voix choisie, ne dit pas de phonèmes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Replace “{name}”?</source>
        <translation>Remplacer « {name} » ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>There is a file of this name already.</source>
        <translation>Il y a déjà un fichier de ce nom.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Replace it</source>
        <translation>Remplacer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>In {folder}. The file says that it is synthetic.</source>
        <translation>Dans {folder}. Le fichier indique qu’il est synthétique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Saved as {name}.</source>
        <translation>Enregistré sous {name}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Saving {name}</source>
        <translation>Écriture de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>speech</source>
        <translation>parole</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The take has this version of the sentence now; the other one is kept.</source>
        <translation>La prise contient maintenant cette version de la phrase ; l’autre est conservée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Sentences</source>
        <translation>Phrases</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Sp&amp;eed</source>
        <translation>Vi&amp;tesse</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Other words, *stress* in asterisks, another spelling, another speed: as you like.</source>
        <translation>D’autres mots, une *accentuation* entre astérisques, une autre orthographe, une autre vitesse : à votre gré.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Play this sentence, or the chosen version of it</source>
        <translation>Lire cette phrase, ou la version choisie</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Say again</source>
        <translation>Redire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Say this sentence again; how it was said until now is kept</source>
        <translation>Redire cette phrase ; la version précédente est conservée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Use this version</source>
        <translation>Prendre celle-ci</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Use this version in the take</source>
        <translation>Utiliser cette version dans la prise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase version</source>
        <translation>Effacer celle-ci</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase this version, which is not heard in the take</source>
        <translation>Effacer cette version, qu’on n’entend pas dans la prise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Saying a sentence again</source>
        <translation>Nouvelle lecture d’une phrase</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase version {place} for good?</source>
        <translation>Effacer définitivement la version {place} ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The take stays as it is heard now. This cannot be undone.</source>
        <translation>La prise reste telle qu’on l’entend maintenant. C’est irréversible.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase it</source>
        <translation>Effacer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The version was erased.</source>
        <translation>La version a été effacée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Versions</source>
        <translation>Versions</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>&amp;Words</source>
        <translation>&amp;Mots</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>  · {count} versions</source>
        <translation>  · {count} versions</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>in the take</source>
        <translation>dans la prise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Version {place}</source>
        <translation>Version {place}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>speed {speed:.2f}</source>
        <translation>vitesse {speed:.2f}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>{facts} · seed {seed} · {text}</source>
        <translation>{facts} · graine {seed} · {text}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>{hint} The speech was made all the same and can be saved.</source>
        <translation>{hint} La parole a tout de même été produite et peut être enregistrée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>Stopped. What was said so far, {length}, is kept as a take.</source>
        <translation>Arrêté. Ce qui a été dit jusqu’ici, {length}, est conservé comme prise.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>What was said until then, {length}, is kept as a take.</source>
        <translation>Ce qui a été dit jusque-là, {length}, est conservé comme prise.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Stress the selected words ({key})</source>
        <translation>Accentuer les mots sélectionnés ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Half a second of silence here ({key})</source>
        <translation>Une demi-seconde de silence ici ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Pronunciation…</source>
        <translation>Prononciation…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Correct how words are pronounced</source>
        <translation>Corriger la prononciation de mots</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Convert a recording…</source>
        <translation>Convertir un son…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{engine} cannot say texts: convert a recording, or drop one here.</source>
        <translation>{engine} ne dit pas de textes : convertissez un enregistrement, ou déposez-en un ici.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Type what the voice should say.</source>
        <translation>Tapez ce que la voix doit dire.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Say a recording again in this voice; it can be dropped here too</source>
        <translation>Redire un enregistrement avec cette voix ; on peut aussi le déposer ici</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>The engine of this voice, {engine}, cannot convert recordings.</source>
        <translation>Le moteur de cette voix, {engine}, ne peut pas convertir d’enregistrements.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>What should the voice say?</source>
        <translation>Que doit dire la voix ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Text to say</source>
        <translation>Texte à dire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Stress</source>
        <translation>Accentuer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Pronounce “{shown}” as…</source>
        <translation>Prononcer « {shown} » comme…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Picture of the speech</source>
        <translation>Image de la parole</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>What the voice says appears here as soon as it begins.</source>
        <translation>Ce que dit la voix s’affiche ici dès qu’elle commence.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Hear this sentence once more, from its beginning</source>
        <translation>Réécouter cette phrase depuis son début</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Save as…</source>
        <translation>Enregistrer…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Save as WAV, MP3 and others (Ctrl+S)</source>
        <translation>Enregistrer en WAV, MP3 et autres formats (Ctrl+S)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Being made…</source>
        <translation>En cours…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Speed of playback</source>
        <translation>Vitesse de lecture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>How fast it is heard; the take stays as it is</source>
        <translation>La vitesse d’écoute ; la prise reste telle quelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>★ favourite</source>
        <translation>★ favorite</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>erased after {days}</source>
        <translation>effacement dans {days}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>saved</source>
        <translation>enregistrée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>not saved</source>
        <translation>non enregistrée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>stopped early</source>
        <translation>arrêtée avant la fin</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>broken off</source>
        <translation>interrompue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Takes</source>
        <translation>Prises</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Search takes</source>
        <translation>Chercher des prises</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Search what was said, or the voice</source>
        <translation>Chercher ce qui a été dit, ou la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Delete the chosen takes (Del)</source>
        <translation>Supprimer les prises choisies (Suppr)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Play this take (Enter)</source>
        <translation>Lire cette prise (Entrée)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Save this take</source>
        <translation>Enregistrer cette prise dans un fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Export…</source>
        <translation>Exporter…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Format, loudness and names of the chosen takes (Ctrl+E)</source>
        <translation>Format, sonie et noms des prises choisies (Ctrl+E)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Say the same once more</source>
        <translation>Redire la même chose</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Favourite</source>
        <translation>Favorite</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Keep this take for good, or not</source>
        <translation>Garder cette prise définitivement, ou non</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Show older</source>
        <translation>En voir plus</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Show more of the takes</source>
        <translation>Afficher d’autres prises</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>They can be brought back until VoiceCloner is closed.</source>
        <translation>Vous pouvez les récupérer jusqu’à la fermeture de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>What is spoken is kept for {number} day on which VoiceCloner is used, then it is erased, except favourites. It takes up {size} on the disk. Save elsewhere what you want to keep.</source>
        <translation>Ce qui est dit est conservé pendant {number} jour d’utilisation de VoiceCloner, puis effacé, sauf les favorites. Cela occupe {size} sur le disque. Enregistrez ailleurs ce que vous voulez garder.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>What is spoken is kept for {number} days on which VoiceCloner is used, then it is erased, except favourites. It takes up {size} on the disk. Save elsewhere what you want to keep.</source>
        <translation>Ce qui est dit est conservé pendant {number} jours d’utilisation de VoiceCloner, puis effacé, sauf les favorites. Cela occupe {size} sur le disque. Enregistrez ailleurs ce que vous voulez garder.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>No take matches “{text}”.</source>
        <translation>Aucune prise ne correspond à « {text} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Let the rule apply to it again</source>
        <translation>Lui appliquer de nouveau la règle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Keep it for good</source>
        <translation>La garder définitivement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>“{text}” was deleted.</source>
        <translation>« {text} » a été supprimée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} take was deleted.</source>
        <translation>{number} prise a été supprimée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} takes were deleted.</source>
        <translation>{number} prises ont été supprimées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>“{text}” is back.</source>
        <translation>« {text} » est de retour.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} take is back.</source>
        <translation>{number} prise est de retour.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} takes are back.</source>
        <translation>{number} prises sont de retour.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>“{name}”</source>
        <translation>« {name} »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>{name}: {value}</source>
        <translation>{name} : {value}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>Hear what the voice sounds like (Space)</source>
        <translation>Écouter à quoi ressemble la voix (Espace)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>“{name}” says a sentence</source>
        <translation>« {name} » dit une phrase</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>Press Play to hear and see the voice itself.</source>
        <translation>Appuyez sur Lire pour entendre et voir la voix elle-même.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Tag</source>
        <translation>Étiquette</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Approved</source>
        <translation>Approuvée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Being reviewed</source>
        <translation>En cours de contrôle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Failed review</source>
        <translation>Échec du contrôle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Needs rebuild</source>
        <translation>À reconstruire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>&amp;Filter</source>
        <translation>&amp;Filtrer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Show only voices of one state, language, engine or tag</source>
        <translation>N’afficher que les voix d’un état, d’une langue, d’un moteur ou d’une étiquette</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Filter: {kinds}</source>
        <translation>Filtre : {kinds}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>none</source>
        <translation>aucun</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Show all</source>
        <translation>Tout afficher</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Any</source>
        <translation>Tous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>{count} voices</source>
        <translation>{count} voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Voice of VoiceCloner (*{suffix})</source>
        <translation>Voix de VoiceCloner (*{suffix})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Export {words}</source>
        <translation>Exporter {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>“{name}” is too large to be dragged.</source>
        <translation>« {name} » est trop volumineuse pour être glissée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Press Export instead.</source>
        <translation>Appuyez plutôt sur Exporter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Exporting {words}</source>
        <translation>Exportation de {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Saved as {path} ({size}).</source>
        <translation>Enregistré sous {path} ({size}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/list_and_details.py"/>
        <source>&amp;All voices</source>
        <translation>&amp;Toutes les voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/list_and_details.py"/>
        <source>Back to the list of voices (Alt+A)</source>
        <translation>Retour à la liste des voix (Alt+T)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Record yourself, or drop a recording onto this window.</source>
        <translation>Enregistrez-vous, ou déposez un enregistrement sur cette fenêtre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Look at its review.</source>
        <translation>Consultez le résultat du contrôle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Name the voice, say whose it is, and press Create voice.</source>
        <translation>Nommez la voix, dites à qui elle est, et appuyez sur Créer la voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Recently used</source>
        <translation>Usage récent</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Newest</source>
        <translation>Plus récentes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Score</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Search voices</source>
        <translation>Chercher des voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Search name, id, tags, notes</source>
        <translation>Chercher nom, id, étiquettes, notes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Sort by</source>
        <translation>Trier par</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Voices in the library, and how many it may hold (see Settings)</source>
        <translation>Voix dans la bibliothèque, et combien elle peut en contenir (voir Réglages)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>&amp;Trash</source>
        <translation>&amp;Corbeille</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Deleted voices (Alt+T)</source>
        <translation>Voix supprimées (Alt+C)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>No voices yet</source>
        <translation>Pas encore de voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Make a voice</source>
        <translation>Créer une voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>No voice matches</source>
        <translation>Aucune voix ne correspond</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Try fewer letters, or another word.</source>
        <translation>Essayez moins de lettres, ou un autre mot.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Add a tag</source>
        <translation>Ajouter une étiquette</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>A tag for {count} voices:</source>
        <translation>Une étiquette pour {count} voix :</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Add</source>
        <translation>Ajouter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{number}{more} found · </source>
        <translation>Trouvées : {number}{more} · </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{count} of {quota}: delete one first</source>
        <translation>{count} sur {quota} : supprimez-en d’abord une</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{count} of {quota}</source>
        <translation>{count} sur {quota}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>&amp;Trash ({count})</source>
        <translation>&amp;Corbeille ({count})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Out of 100: how closely it resembles the speaker, less for what cannot be understood and for a poor recording. Good from {good}, fair from {fair}.</source>
        <translation>Sur 100 : la ressemblance avec le locuteur, diminuée pour ce qui est incompréhensible et pour un enregistrement médiocre. Bonne à partir de {good}, moyenne à partir de {fair}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>How it came out has not been measured yet.</source>
        <translation>Le résultat n’a pas encore été mesuré.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>It says two sentences, which are compared with its recording…</source>
        <translation>Elle dit deux phrases, que l’on compare à son enregistrement…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Measure</source>
        <translation>Mesurer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Find out how it came out</source>
        <translation>Voir ce que vaut le résultat</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>What was measured</source>
        <translation>Ce qui a été mesuré</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>The numbers</source>
        <translation>Les chiffres</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Score {score} of 100</source>
        <translation>Note {score} sur 100</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Measure again</source>
        <translation>Remesurer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/scoring.py"/>
        <source>Measuring “{name}”</source>
        <translation>Mesure de « {name} »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/scoring.py"/>
        <source>How “{name}” came out could not be measured. {message}</source>
        <translation>Le résultat de « {name} » n’a pas pu être mesuré. {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>A&amp;dd tag…</source>
        <translation>Éti&amp;queter…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Give all of them a tag</source>
        <translation>Leur donner à toutes une étiquette</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Write all of them into one file</source>
        <translation>Les écrire toutes dans un seul fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Put all of them into the trash</source>
        <translation>Les mettre toutes à la corbeille</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>{chosen} voices chosen</source>
        <translation>{chosen} voix choisies</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/switch_button.py"/>
        <source>Hear the other one from the same place, equally loud ({key})</source>
        <translation>Entendre l’autre depuis le même endroit, au même volume ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/switch_button.py"/>
        <source>Switch between the voice and the recording</source>
        <translation>Passer de la voix à l’enregistrement, et inversement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_rows.py"/>
        <source>{language} · deleted {when} · erased after {days}</source>
        <translation>{language} · suppression : {when} · effacement dans {days}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_rows.py"/>
        <source>its {part} cannot be read: it can only be erased</source>
        <translation>lecture impossible : {part} ; elle ne peut qu’être effacée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Deleted voices stay here for {days} days on which VoiceCloner is used, with their recordings; then they are erased.</source>
        <translation>Les voix supprimées restent ici pendant {days} jours d’utilisation de VoiceCloner, avec leurs enregistrements ; puis elles sont effacées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Deleted voices</source>
        <translation>Voix supprimées</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Back to the voices (Alt+T)</source>
        <translation>Retour aux voix (Alt+C)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Restore</source>
        <translation>Restaurer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Bring the voice back (Enter)</source>
        <translation>Récupérer la voix (Entrée)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase now…</source>
        <translation>Effacer…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase it for good (Del)</source>
        <translation>L’effacer définitivement (Suppr)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase all…</source>
        <translation>Tout effacer…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Empty the trash for good</source>
        <translation>Vider définitivement la corbeille</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Trash</source>
        <translation>Corbeille</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase {number} voice for good?</source>
        <translation>Effacer définitivement {number} voix ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase {number} voices for good?</source>
        <translation>Effacer définitivement {number} voix ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Their recordings and what was spoken with them are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>Leurs enregistrements et ce qu’elles ont dit sont aussi effacés. C’est irréversible. Les fichiers que vous avez enregistrés ailleurs restent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Another voice is called “{taken}” now. Bring it back as:</source>
        <translation>Une autre voix s’appelle désormais « {taken} ». La récupérer sous le nom :</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Restore a voice</source>
        <translation>Restaurer une voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” is back.</source>
        <translation>« {name} » est de retour.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase “{name}” for good?</source>
        <translation>Effacer définitivement « {name} » ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>“{name}” was erased, with {takes}.</source>
        <translation>« {name} » a été effacée, avec {takes}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>“{name}” was erased.</source>
        <translation>« {name} » a été effacée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} voice was erased.</source>
        <translation>{number} voix a été effacée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} voices were erased.</source>
        <translation>{number} voix ont été effacées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>A damaged index that was set aside in the folder of your files may still contain traces of it: {names}.</source>
        <translation>Un index endommagé, mis de côté dans le dossier de vos fichiers, peut encore en garder trace : {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Its recordings are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>Ses enregistrements sont aussi effacés. C’est irréversible. Les fichiers que vous avez enregistrés ailleurs restent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Its recordings and what it has spoken ({takes}) are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>Ses enregistrements et ce qu’elle a dit ({takes}) sont aussi effacés. C’est irréversible. Les fichiers que vous avez enregistrés ailleurs restent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>It stays in the trash for {days} days on which VoiceCloner is used.</source>
        <translation>Elle reste dans la corbeille pendant {days} jours d’utilisation de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>They stay in the trash for {days} days on which VoiceCloner is used.</source>
        <translation>Elles restent dans la corbeille pendant {days} jours d’utilisation de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” did not pass its review: it cannot be used.</source>
        <translation>« {name} » n’a pas réussi le contrôle : elle est inutilisable.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” passed its review.</source>
        <translation>« {name} » a réussi le contrôle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Reviewing “{name}”</source>
        <translation>Contrôle de « {name} »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{tagged} voices have the tag “{tag}” now.</source>
        <translation>{tagged} voix ont maintenant l’étiquette « {tag} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Giving {count} voices a tag</source>
        <translation>Étiquetage de {count} voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Deleting {count} voices</source>
        <translation>Suppression de {count} voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” was deleted.</source>
        <translation>« {name} » a été supprimée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{count} voices were deleted.</source>
        <translation>{count} voix ont été supprimées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Bringing {count} voices back</source>
        <translation>Récupération de {count} voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{count} voices are back.</source>
        <translation>{count} voix sont de retour.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>the sound alone</source>
        <translation>le son seul</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>the sound and the words spoken in it</source>
        <translation>le son et les paroles qu’il contient</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>It has to be rebuilt before it can be heard.</source>
        <translation>Elle doit être reconstruite avant qu’on puisse l’entendre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Its recording did not pass its review.</source>
        <translation>Son enregistrement n’a pas réussi le contrôle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The recording it was made from</source>
        <translation>L’enregistrement dont elle est faite</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>What else is known about it</source>
        <translation>Ce que l’on sait d’autre à son sujet</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Speak with it (Enter)</source>
        <translation>La faire parler (Entrée)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rename (F2)</source>
        <translation>Renommer (F2)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rebuild</source>
        <translation>Reconstruire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Make it anew from its kept recording</source>
        <translation>La refaire à partir de son enregistrement conservé</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Save it as a file for another computer</source>
        <translation>L’enregistrer en fichier pour un autre ordinateur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Delete (Del)</source>
        <translation>Supprimer (Suppr)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Review again</source>
        <translation>Recontrôler</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Check it as a new recording would be checked</source>
        <translation>La contrôler comme un nouvel enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Details of the voice</source>
        <translation>Détails de la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The recording</source>
        <translation>L’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{engine} cannot say texts.</source>
        <translation>{engine} ne dit pas de textes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Failed its review: {reasons}</source>
        <translation>Échec du contrôle : {reasons}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>It is being reviewed again.</source>
        <translation>Un nouveau contrôle est en cours.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Needs rebuild: {reason}.</source>
        <translation>À reconstruire : {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Whose voice</source>
        <translation>À qui elle est</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Made of</source>
        <translation>Faite de</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Created</source>
        <translation>Création</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Last used</source>
        <translation>Dernier usage</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>never</source>
        <translation>jamais</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{name} ({facts})</source>
        <translation>{name} ({facts})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Id: {id}</source>
        <translation>Identifiant : {id}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Engine: {engine_id}, revision {engine_revision}</source>
        <translation>Moteur : {engine_id}, révision {engine_revision}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Made by VoiceCloner {program_version}</source>
        <translation>Faite par VoiceCloner {program_version}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{transcript}
(not used)</source>
        <translation>{transcript}
(non utilisée)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_name.py"/>
        <source>Give the voice a name.</source>
        <translation>Donnez un nom à la voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>good recording</source>
        <translation>bon enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>usable recording</source>
        <translation>enregistrement utilisable</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>failed review</source>
        <translation>échec du contrôle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>being reviewed</source>
        <translation>en cours de contrôle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>needs rebuild</source>
        <translation>à reconstruire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>score {score} of 100, {grade}</source>
        <translation>note {score} sur 100, {grade}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>used {when}</source>
        <translation>dernier usage : {when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>made {when}</source>
        <translation>création : {when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>Separated by commas, for example: family, audiobook</source>
        <translation>Séparées par des virgules, par exemple : famille, livre audio</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>What you want to remember</source>
        <translation>Ce que vous voulez retenir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>Ta&amp;gs</source>
        <translation>Étiquett&amp;es</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>N&amp;otes</source>
        <translation>N&amp;otes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>the voice of the person who made it</source>
        <translation>la voix de la personne qui l’a créée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>made with the speaker’s consent</source>
        <translation>une voix créée avec le consentement du locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>made from a recording in the public domain</source>
        <translation>une voix créée à partir d’un enregistrement du domaine public</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>the person who gave you the file</source>
        <translation>la personne qui vous a donné le fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>somebody who gave them the voice</source>
        <translation>quelqu’un qui lui a donné la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>That is their statement, not yours: until you state consent anew, what you import may not be passed on.</source>
        <translation>C’est sa déclaration, non la vôtre : tant que vous ne déclarez pas vous-même le consentement, ce que vous importez ne peut pas être transmis.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Import {title}?</source>
        <translation>Importer {title} ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Importing voices</source>
        <translation>Importation des voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Nothing new came in.</source>
        <translation>Aucune nouvelle voix n’a été importée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{former}” is called “{name}” here: the name was taken.</source>
        <translation>« {former} » s’appelle ici « {name} » : le nom était pris.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was imported.</source>
        <translation>« {name} » a été importée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were imported.</source>
        <translation>{number} voix ont été importées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was put in the trash again.</source>
        <translation>« {name} » a été remise à la corbeille.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were put in the trash again.</source>
        <translation>{number} voix ont été remises à la corbeille.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was here already and stayed unchanged.</source>
        <translation>« {name} » était déjà là et n’a pas changé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were here already and stayed unchanged.</source>
        <translation>{number} voix étaient déjà là et n’ont pas changé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>From {where} ({size}). Nothing in your library is replaced.</source>
        <translation>Depuis {where} ({size}). Rien n’est remplacé dans votre bibliothèque.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{ground} ({speaker})</source>
        <translation>{ground} ({speaker})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}”: {ground}, stated on {day} by {stater}.</source>
        <translation>« {name} » : {ground}, déclaré le {day} par {stater}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>It is {ground}, stated on {day} by {stater}.</source>
        <translation>C’est {ground}, déclaré le {day} par {stater}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/job_bridge.py"/>
        <source>The log tells more.</source>
        <translation>Le journal en dit plus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was recorded so far is kept, and offered when VoiceCloner starts again.</source>
        <translation>Ce qui a été enregistré jusqu’ici est conservé, et proposé au prochain démarrage de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Keep it and close</source>
        <translation>Le garder et fermer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on recording</source>
        <translation>Poursuivre l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Something is being spoken.</source>
        <translation>Une voix est en train de parler.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was said so far is kept, and is among the takes when VoiceCloner starts again.</source>
        <translation>Ce qui a été dit jusqu’ici est conservé, et se trouvera parmi les prises au prochain démarrage de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on speaking</source>
        <translation>Laisser parler</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>A book or a table is being read aloud.</source>
        <translation>Un livre ou un tableau est en cours de lecture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was said so far is kept; it can go on, on the page “Long texts”, when VoiceCloner starts again.</source>
        <translation>Ce qui a été dit jusqu’ici est conservé ; la lecture peut reprendre, sur la page « Textes longs », au prochain démarrage de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on reading</source>
        <translation>Laisser lire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>One take is not saved.</source>
        <translation>Une prise n’est pas enregistrée dans un fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>{number} takes are not saved.</source>
        <translation>{number} prises ne sont pas enregistrées dans un fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>It is here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you want to keep for good.</source>
        <translation>Elle sera là au prochain démarrage de VoiceCloner, et conservée pendant {days} jours d’utilisation. Enregistrez ce que vous voulez garder définitivement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>They are here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you want to keep for good.</source>
        <translation>Elles seront là au prochain démarrage de VoiceCloner, et conservées pendant {days} jours d’utilisation. Enregistrez ce que vous voulez garder définitivement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go back</source>
        <translation>Revenir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Do not ask this again</source>
        <translation>Ne plus demander</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>Repair</source>
        <translation>Réparer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>The library is in order; {number} voice was looked through.</source>
        <translation>La bibliothèque est en ordre ; {number} voix a été examinée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>The library is in order; {number} voices were looked through.</source>
        <translation>La bibliothèque est en ordre ; {number} voix ont été examinées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/messages.py"/>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/messages.py"/>
        <source>There is nothing to undo.</source>
        <translation>Il n’y a rien à annuler.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Off: no other program can connect.</source>
        <translation>Désactivé : aucun autre programme ne peut se connecter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Starting…</source>
        <translation>Démarrage…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>The service stopped by itself. Switch it off and on again.</source>
        <translation>Le service s’est arrêté de lui-même. Désactivez-le, puis réactivez-le.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Running at {address}</source>
        <translation>En marche à l’adresse {address}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>“{name}” was rebuilt with {title}.</source>
        <translation>« {name} » a été reconstruite avec {title}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Rebuilding “{name}”</source>
        <translation>Reconstruction de « {name} »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>“{name}” has to be rebuilt before it can speak.</source>
        <translation>« {name} » doit être reconstruite avant de pouvoir parler.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>{reason}. The voice is made anew from its kept recording; nothing of it is lost.</source>
        <translation>{reason}. La voix est refaite à partir de son enregistrement conservé ; rien n’en est perdu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Rebuild it</source>
        <translation>Reconstruire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/wording.py"/>
        <source>d MMMM yyyy</source>
        <translation>d MMMM yyyy</translation>
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
        <translation>ce n’est pas un fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>There is no folder “{parent}”.</source>
        <translation>Il n’y a pas de dossier « {parent} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Make it first, or choose another.</source>
        <translation>Créez-le d’abord, ou choisissez-en un autre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Nothing can be written in {folder}.</source>
        <translation>Rien ne peut être écrit dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Check its permissions.</source>
        <translation>Vérifiez ses droits d’accès.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>The folder {folder} cannot be made.</source>
        <translation>Le dossier {folder} ne peut pas être créé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Choose another folder.</source>
        <translation>Choisissez un autre dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>There is no permission to write or read {shown}.</source>
        <translation>Vous n’avez pas le droit d’écrire ou de lire {shown}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>“{longest}…” is longer than a name may be.</source>
        <translation>« {longest}… » est plus long qu’un nom ne peut l’être.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Choose a shorter one.</source>
        <translation>Choisissez-en un plus court.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{shown} could not be written or read: {strerror}.</source>
        <translation>{shown} n’a pas pu être écrit ou lu : {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>The disk is full: nothing more can be written in {parent}.</source>
        <translation>Le disque est plein : plus rien ne peut être écrit dans {parent}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Free some space on it, then try again.</source>
        <translation>Libérez-y de la place, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{parent} does not exist.</source>
        <translation>{parent} n’existe pas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Check that the folder or the drive is still there.</source>
        <translation>Vérifiez que le dossier ou le disque est encore là.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Nothing can be saved in {parent}.</source>
        <translation>Rien ne peut être enregistré dans {parent}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{path} does not exist.</source>
        <translation>{path} n’existe pas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <source>Windows WASAPI</source>
        <translation>Windows WASAPI</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <source>The loudspeaker “{name}” is not connected: the system’s own one is used.</source>
        <translation>Le haut-parleur « {name} » n’est pas connecté : celui du système est utilisé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound system does not answer.</source>
        <translation>Le système sonore ne répond pas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Plug it in, allow its use in the system's settings, then press “Look for a new microphone”</source>
        <translation>Branchez-le, autorisez son usage dans les réglages du système, puis appuyez sur « Chercher un nouveau microphone »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Plug it in, press “Look for a new loudspeaker” in the settings, then play again</source>
        <translation>Branchez-le, appuyez sur « Chercher un nouveau haut-parleur » dans les réglages, puis relancez la lecture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound library PortAudio is missing.</source>
        <translation>La bibliothèque sonore PortAudio manque.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Install it (Debian and Ubuntu: sudo apt install libportaudio2), then start VoiceCloner again.</source>
        <translation>Installez-la (Debian et Ubuntu : sudo apt install libportaudio2), puis redémarrez VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound library PortAudio does not start ({error}).</source>
        <translation>La bibliothèque sonore PortAudio ne démarre pas ({error}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>New devices cannot be looked for while sound is recorded or played.</source>
        <translation>Les appareils ne peuvent pas être recherchés pendant un enregistrement ou une lecture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Stop recording and playing, then look again.</source>
        <translation>Arrêtez l’enregistrement et la lecture, puis relancez la recherche.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>{kind} “{info}” cannot be opened.</source>
        <translation>{kind} « {info} » ne peut pas être ouvert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>{kind} “{name}” is no longer there.</source>
        <translation>{kind} « {name} » n’est plus là.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>No microphone was found.</source>
        <translation>Aucun microphone n’a été trouvé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>No loudspeaker was found.</source>
        <translation>Aucun haut-parleur n’a été trouvé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The microphone</source>
        <translation>Le microphone</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The loudspeaker</source>
        <translation>Le haut-parleur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>the system’s default device</source>
        <translation>appareil par défaut du système</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The device does not start.</source>
        <translation>L’appareil ne démarre pas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <source>The recording cannot be written to {path} ({strerror}).</source>
        <translation>L’enregistrement ne peut pas être écrit dans {path} ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <location filename="../../voicecloner/use_cases/recording/record_reference.py"/>
        <source>Nothing is being recorded.</source>
        <translation>Aucun enregistrement n’est en cours.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <source>A recording is already under way.</source>
        <translation>Un enregistrement est déjà en cours.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>Stop it first.</source>
        <translation>Arrêtez-le d’abord.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone sends nothing but silence. It is muted, or another one has taken its place.</source>
        <translation>Le microphone n’envoie que du silence. Il est coupé, ou un autre a pris sa place.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone went away.</source>
        <translation>Le microphone a disparu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>{name}, input {number}</source>
        <translation>{name}, entrée {number}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone does not answer.</source>
        <translation>Le microphone ne répond pas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone went away</source>
        <translation>Le microphone a disparu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The recording could not be written any further ({strerror})</source>
        <translation>La suite de l’enregistrement n’a pas pu être écrite ({strerror})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>A recording ends after an hour</source>
        <translation>Un enregistrement s’arrête au bout d’une heure</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>; {seconds} s were kept</source>
        <translation>; {seconds} s ont été conservées</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The recording could not be finished ({strerror}).</source>
        <translation>L’enregistrement n’a pas pu être terminé ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>This is not a recording made by VoiceCloner.</source>
        <translation>Ce n’est pas un enregistrement de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recordings in {folder} cannot be looked at ({strerror}).</source>
        <translation>Les enregistrements dans {folder} ne peuvent pas être consultés ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be read ({strerror}).</source>
        <translation>L’enregistrement {name} ne peut pas être lu ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} is still being made.</source>
        <translation>L’enregistrement {name} est encore en cours.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be recovered ({strerror}).</source>
        <translation>L’enregistrement {name} ne peut pas être récupéré ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be kept ({strerror}).</source>
        <translation>L’enregistrement {name} ne peut pas être conservé ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_part.py"/>
        <source>“{name}” was broken off before its first sound.</source>
        <translation>« {name} » a été interrompu avant son premier son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/audiobook.py"/>
        <source>“{name}” could not be written: {strerror}.</source>
        <translation>« {name} » n’a pas pu être écrit : {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” holds no sound that can be read.</source>
        <translation>« {name} » ne contient aucun son lisible.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a picture, not a sound file.</source>
        <translation>« {name} » est une image, pas un fichier son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a text, not a sound file.</source>
        <translation>« {name} » est un texte, pas un fichier son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is an archive, not a sound file.</source>
        <translation>« {name} » est une archive, pas un fichier son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a document, not a sound file.</source>
        <translation>« {name} » est un document, pas un fichier son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is cut off or damaged: its index cannot be read, and without it none of its sound.</source>
        <translation>« {name} » est tronqué ou endommagé : son index ne peut pas être lu, et sans lui rien de son contenu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” has no sound track.</source>
        <translation>« {name} » n’a pas de piste sonore.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>The sound in “{name}” is in a format that cannot be read.</source>
        <translation>Le son de « {name} » est dans un format qui ne peut pas être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>“{name}” is a sound file without any sound in it.</source>
        <translation>« {name} » est un fichier son qui ne contient aucun son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” ends before the stretch that was chosen.</source>
        <translation>« {name} » se termine avant le passage choisi.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” does not say where in it the chosen stretch lies.</source>
        <translation>« {name} » n’indique pas où se trouve le passage choisi.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is so damaged that nothing of its sound can be read.</source>
        <translation>« {name} » est si endommagé que rien de son contenu ne peut être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” claims a sample rate of {sample_rate} Hz; 4000 to 384000 Hz can be read.</source>
        <translation>« {name} » annonce une fréquence d’échantillonnage de {sample_rate} Hz ; on peut lire de 4000 à 384000 Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” claims to have {channels} channels; 1 to 64 can be read.</source>
        <translation>« {name} » annonce {channels} canaux ; on peut en lire de 1 à 64.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” needs more memory to be read than a recording should.</source>
        <translation>La lecture de « {name} » demande plus de mémoire que ne devrait un enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is damaged in a way that stops the decoder.</source>
        <translation>« {name} » est endommagé d’une façon qui arrête le décodeur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>Choose another copy of the recording, or another recording.</source>
        <translation>Choisissez une autre copie de l’enregistrement, ou un autre enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Convert the recording to WAV, then choose that.</source>
        <translation>Convertissez l’enregistrement en WAV, puis choisissez ce fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Unpack it first, then import the recordings in it.</source>
        <translation>Décompressez-la d’abord, puis importez les enregistrements qu’elle contient.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Choose an earlier start.</source>
        <translation>Choisissez un début antérieur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Save it with one or two channels, then choose that.</source>
        <translation>Enregistrez-le avec un ou deux canaux, puis choisissez ce fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Cut out the minutes you need, then import those.</source>
        <translation>Découpez les minutes dont vous avez besoin, puis importez-les.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>It sent more than was asked for.</source>
        <translation>Il a envoyé plus que demandé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Reading “{path}” took longer than {time_limit_s} s and was stopped.</source>
        <translation>La lecture de « {path} » a duré plus de {time_limit_s} s et a été arrêtée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/streaming.py"/>
        <source>Convert the recording to WAV, then import that.</source>
        <translation>Convertissez l’enregistrement en WAV, puis importez ce fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>The decoder cannot be started.</source>
        <translation>Le décodeur ne peut pas être démarré.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>Install the program again.</source>
        <translation>Réinstallez le programme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” could not be read from its disk.</source>
        <translation>« {name} » n’a pas pu être lu sur son disque.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>Check its permissions and its disk.</source>
        <translation>Vérifiez ses droits d’accès et son disque.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>It may have been moved or deleted; if it is there, check its permissions and its disk.</source>
        <translation>Il a peut-être été déplacé ou supprimé ; s’il est là, vérifiez ses droits d’accès et son disque.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>VoiceCloner wrote it itself: make it again.</source>
        <translation>VoiceCloner l’a produit lui-même : recréez-le.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>The sound to be written holds values that are not numbers.</source>
        <translation>Le son à écrire contient des valeurs qui ne sont pas des nombres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>WAV sound</source>
        <translation>Son WAV</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>FLAC sound, smaller</source>
        <translation>Son FLAC, plus petit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Ogg Vorbis sound</source>
        <translation>Son Ogg Vorbis</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Opus sound, smallest</source>
        <translation>Son Opus, le plus petit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>MP3 sound</source>
        <translation>Son MP3</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>M4A sound (AAC)</source>
        <translation>Son M4A (AAC)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Use a name that ends in one of {writable_suffixes}.</source>
        <translation>Utilisez un nom qui se termine par l’une de ces extensions : {writable_suffixes}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>“{name}” does not say in which format to save.</source>
        <translation>« {name} » ne dit pas dans quel format enregistrer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Sound cannot be saved as “{suffix}”.</source>
        <translation>Le son ne peut pas être enregistré en « {suffix} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>“{name}” cannot be read.</source>
        <translation>« {name} » ne peut pas être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <location filename="../../voicecloner/speech/documents/markup_tree.py"/>
        <source>“{name}” is damaged and cannot be read.</source>
        <translation>« {name} » est endommagé et ne peut pas être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>{bits} bits per sample cannot be written to {found} files.</source>
        <translation>Des échantillons de {bits} bits ne peuvent pas être écrits dans des fichiers {found}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Use {known}.</source>
        <translation>Utilisez {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>The bit rate of {found} files cannot be chosen.</source>
        <translation>Le débit binaire des fichiers {found} ne peut pas être choisi.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Leave it out.</source>
        <translation>Omettez-le.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>{kbit_per_s} kbit/s cannot be written to {found} files of {sample_rate} Hz.</source>
        <translation>Un débit de {kbit_per_s} kbit/s ne peut pas être écrit dans des fichiers {found} à {sample_rate} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Choose {least} to {most}, or a higher sample rate.</source>
        <translation>Choisissez de {least} à {most}, ou une fréquence d’échantillonnage plus élevée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Choose {least} to {most}.</source>
        <translation>Choisissez de {least} à {most}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Sound files have no field named “{unknown}”.</source>
        <translation>Les fichiers son n’ont pas de champ nommé « {unknown} ».</translation>
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
        <translation>Plus rien ne peut être écrit dans {parent} : le disque est plein ou a disparu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Free some space on it, or choose another folder.</source>
        <translation>Libérez-y de la place, ou choisissez un autre dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>There is no file “{name}”.</source>
        <translation>Il n’y a pas de fichier « {name} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Check the name and the folder.</source>
        <translation>Vérifiez le nom et le dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” cannot be opened.</source>
        <translation>« {name} » ne peut pas être ouvert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Check its permissions and those of its folder.</source>
        <translation>Vérifiez ses droits d’accès et ceux de son dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is a folder, not a sound file.</source>
        <translation>« {name} » est un dossier, pas un fichier son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose the recordings in it.</source>
        <translation>Choisissez les enregistrements qu’il contient.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is a device or a pipe, not a sound file.</source>
        <translation>« {name} » est un périphérique ou un tube, pas un fichier son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is empty.</source>
        <translation>« {name} » est vide.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is larger than 16 GB.</source>
        <translation>« {name} » dépasse 16 Go.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” has no channel {channel}.</source>
        <translation>« {name} » n’a pas de canal {channel}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose 1 to {shape}.</source>
        <translation>Choisissez de 1 à {shape}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” holds less than a tenth of a second of sound.</source>
        <translation>« {name} » contient moins d’un dixième de seconde de son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose a longer recording.</source>
        <translation>Choisissez un enregistrement plus long.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged near this stretch; parts may be missing.</source>
        <translation>Le fichier est endommagé près de ce passage ; il peut en manquer des parties.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The recording is {promised_s} long</source>
        <translation>L’enregistrement dure {promised_s}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The recording is long</source>
        <translation>L’enregistrement est long</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>{whole}; only its first {read_s} are used.</source>
        <translation>{whole} ; on n’en utilise que le début ({read_s}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {read_s} of {promised_s} could be read.</source>
        <translation>Le fichier est endommagé : {read_s} sur {promised_s} ont pu être lues.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>According to its header the file is {stated} long, but it holds {held}: all of it is used.</source>
        <translation>D’après son en-tête, le fichier dure {stated}, mais il contient {held} : tout est utilisé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {read_s} of it could be read.</source>
        <translation>Le fichier est endommagé : {read_s} ont pu en être lues.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The end of the file is missing: {read_s} could be read.</source>
        <translation>La fin du fichier manque : {read_s} ont pu être lues.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is {parts} recordings one after the other: all {read_s} are used.</source>
        <translation>Le fichier contient {parts} enregistrements à la suite : tout est utilisé ({read_s}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>{note} Parts of it are damaged.</source>
        <translation>{note} Des parties en sont endommagées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Most values in “{name}” are not numbers, so it holds no sound.</source>
        <translation>La plupart des valeurs de « {name} » ne sont pas des nombres : il ne contient donc aucun son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {count} of its {size} values are not numbers and were replaced by silence.</source>
        <translation>Le fichier est endommagé : {count} de ses {size} valeurs ne sont pas des nombres et ont été remplacées par du silence.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The sound went {over_db} dB beyond full scale and was turned down by as much; nothing of it is lost.</source>
        <translation>Le son dépassait la pleine échelle de {over_db} dB et a été baissé d’autant ; rien n’en est perdu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>{least} to {most}</source>
        <translation>de {least} à {most}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Sound of {rate} Hz cannot be saved as “{suffix}”.</source>
        <translation>Du son à {rate} Hz ne peut pas être enregistré en « {suffix} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Choose {choice} Hz.</source>
        <translation>Choisissez {choice} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Speech cannot be brought to {loudness_lufs} LUFS.</source>
        <translation>La parole ne peut pas être amenée à {loudness_lufs} LUFS.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Choose {least} to {most}; usual are -23, -19 and -16.</source>
        <translation>Choisissez de {least} à {most} ; les valeurs usuelles sont -23, -19 et -16.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/stream_encoding.py"/>
        <source>Sound cannot be sent as “{name}”.</source>
        <translation>Le son ne peut pas être envoyé en « {name} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/stream_encoding.py"/>
        <source>Choose one of {stream_formats}.</source>
        <translation>Choisissez l’un de ces formats : {stream_formats}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/streaming.py"/>
        <source>Reading “{path}” came to a standstill and was stopped.</source>
        <translation>La lecture de « {path} » n’avançait plus et a été arrêtée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/playback.py"/>
        <source>The loudspeaker went away.</source>
        <translation>Le haut-parleur a disparu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/playback.py"/>
        <source>Plug it in or choose another one, then play again.</source>
        <translation>Branchez-le ou choisissez-en un autre, puis relancez la lecture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>Playing cannot begin before the start of the sound.</source>
        <translation>La lecture ne peut pas commencer avant le début du son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>{name} holds no sound that can be played.</source>
        <translation>{name} ne contient aucun son qui puisse être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>{name} cannot be played to its end.</source>
        <translation>{name} ne peut pas être lu jusqu’au bout.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/tempo.py"/>
        <source>Sound cannot be played at a speed of {speed}.</source>
        <translation>Le son ne peut pas être lu à la vitesse {speed}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/tempo.py"/>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose {slowest} to {fastest}.</source>
        <translation>Choisissez de {slowest} à {fastest}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>A constant offset is removed.</source>
        <translation>Un décalage constant est retiré.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Sound below {high_pass_hz} Hz is filtered out.</source>
        <translation>Le son sous {high_pass_hz} Hz est filtré.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Silence at the start and the end is cut off.</source>
        <translation>Le silence au début et à la fin est coupé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>The loudness is brought to {target_lufs} LUFS.</source>
        <translation>La sonie est amenée à {target_lufs} LUFS.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Peaks above {highest_peak} are avoided by turning the sound down.</source>
        <translation>Les crêtes au-dessus de {highest_peak} sont évitées en baissant le son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>An offset of {offset} % of full scale was removed.</source>
        <translation>Un décalage de {offset} % de la pleine échelle a été retiré.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>; it held {lost_percent} % of the power</source>
        <translation>; il contenait {lost_percent} % de la puissance</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Sound below {high_pass_hz} Hz was filtered out{share}.</source>
        <translation>Le son sous {high_pass_hz} Hz a été filtré{share}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {start_s} s of silence from the start and {end_s} s of silence from the end.</source>
        <translation>Coupé : {start_s} s de silence au début et {end_s} s de silence à la fin.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {start_s} s of silence from the start.</source>
        <translation>Coupé : {start_s} s de silence au début.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {end_s} s of silence from the end.</source>
        <translation>Coupé : {end_s} s de silence à la fin.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>so that its loudness is about {target_lufs} LUFS</source>
        <translation>pour que sa sonie soit d’environ {target_lufs} LUFS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>so that its peaks stay below full scale</source>
        <translation>pour que ses crêtes restent sous la pleine échelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Turned up by {changed_db} dB {why}.</source>
        <translation>Monté de {changed_db} dB {why}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Turned down by {changed_db} dB {why}.</source>
        <translation>Baissé de {changed_db} dB {why}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/children/packets.py"/>
        <source>{count} and {count2} bytes</source>
        <translation>{count} et {count2} octets</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/consent.py"/>
        <source>be given to others as a file</source>
        <translation>être transmise en fichier à d’autres</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/consent.py"/>
        <source>be used over HTTP</source>
        <translation>être utilisée via HTTP</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{words} of {words2} words understood</source>
        <translation>{words} mots compris sur {words2}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{likeness} like the recording</source>
        <translation>ressemble à {likeness} à l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>nothing wrong with it</source>
        <translation>rien à redire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>much too long for its text</source>
        <translation>bien trop longue pour son texte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>too short for its text</source>
        <translation>trop courte pour son texte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>silent for {longest_silence_s} s</source>
        <translation>silencieuse pendant {longest_silence_s} s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>its peaks are cut off</source>
        <translation>ses crêtes sont écrêtées</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{words} of {words2} words not understood</source>
        <translation>{words} mots non compris sur {words2}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>“{repeated}” is said twice</source>
        <translation>« {repeated} » est dit deux fois</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>it says “{leaked}”, which comes from the recording</source>
        <translation>on entend « {leaked} », qui vient de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>only {likeness} like the recording</source>
        <translation>ne ressemble qu’à {likeness} à l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The word</source>
        <translation>Le mot</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The spoken form</source>
        <translation>La prononciation</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} is longer than {most} characters.</source>
        <translation>{what} dépasse {most} caractères.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Shorten it.</source>
        <translation>Raccourcissez-le.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} contains characters that cannot be said.</source>
        <translation>{what} contient des signes qui ne se disent pas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Write it without &lt; &gt; * [ ].</source>
        <translation>Écrivez-le sans &lt; &gt; * [ ].</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} has nothing in it that can be said.</source>
        <translation>{what} ne contient rien qui puisse se dire.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Type letters or figures.</source>
        <translation>Tapez des lettres ou des chiffres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>“{spoken}” is not written in phonemes.</source>
        <translation>« {spoken} » : ce ne sont pas des phonèmes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Write letters of the IPA between two slashes, such as /ˈwɪn/, or letters without slashes.</source>
        <translation>Écrivez des lettres de l’API entre deux barres obliques, comme /ˈwɪn/, ou des lettres sans barres obliques.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/requests.py"/>
        <source>“{name}” of the request cannot be {value}.</source>
        <translation>« {name} » de la demande ne peut pas être {value}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/requests.py"/>
        <source>It must be {hint}.</source>
        <translation>Valeur attendue : {hint}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Record again: 30 seconds in a quiet, furnished room, close to the microphone, then make the voice anew</source>
        <translation>Réenregistrez : 30 secondes dans une pièce calme et meublée, près du microphone, puis refaites la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice, or record again and speak distinctly</source>
        <translation>Reconstruisez la voix, ou réenregistrez en articulant bien</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>very clear</source>
        <translation>très claire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>mostly clear</source>
        <translation>claire pour l’essentiel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>hard to understand</source>
        <translation>difficile à comprendre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>with noise or artefacts</source>
        <translation>avec du bruit ou des artefacts</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>but from a poor recording</source>
        <translation>mais d’un enregistrement médiocre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds like you</source>
        <translation>vous ressemble</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds like the speaker</source>
        <translation>ressemble au locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds rather like you</source>
        <translation>vous ressemble assez</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds rather like the speaker</source>
        <translation>ressemble assez au locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>does not sound like you</source>
        <translation>ne vous ressemble pas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>does not sound like the speaker</source>
        <translation>ne ressemble pas au locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>much flatter than you</source>
        <translation>bien plus monotone que vous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>much flatter than the speaker</source>
        <translation>bien plus monotone que le locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>a little flatter than you</source>
        <translation>un peu plus monotone que vous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>a little flatter than the speaker</source>
        <translation>un peu plus monotone que le locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Read in a livelier way when you record</source>
        <translation>Lisez avec plus d’entrain en enregistrant</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>livelier than you</source>
        <translation>plus vive que vous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>livelier than the speaker</source>
        <translation>plus vive que le locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Read in the tone the voice is to have</source>
        <translation>Lisez sur le ton que la voix doit avoir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>higher than you</source>
        <translation>plus aiguë que vous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>higher than the speaker</source>
        <translation>plus aiguë que le locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>deeper than you</source>
        <translation>plus grave que vous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>deeper than the speaker</source>
        <translation>plus grave que le locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice</source>
        <translation>Reconstruisez la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>slower than you</source>
        <translation>plus lente que vous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>slower than the speaker</source>
        <translation>plus lente que le locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>faster than you</source>
        <translation>plus rapide que vous</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>faster than the speaker</source>
        <translation>plus rapide que le locuteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Choose a higher speaking speed</source>
        <translation>Choisissez une vitesse de parole plus élevée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Choose a lower speaking speed</source>
        <translation>Choisissez une vitesse de parole plus faible</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice, or make it from a longer recording</source>
        <translation>Reconstruisez la voix, ou créez-la à partir d’un enregistrement plus long</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{words} of {words2} words were understood</source>
        <translation>{words} mots compris sur {words2}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Likeness: {likeness} of what the recording reaches with itself ({likeness2} by the first measure, {likeness3} by the second)</source>
        <translation>Ressemblance : {likeness} de celle de l’enregistrement avec lui-même ({likeness2} selon la première mesure, {likeness3} selon la seconde)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Sound quality: {naturalness} of 5, that of the recording {recording_naturalness}</source>
        <translation>Qualité du son : {naturalness} sur 5, celle de l’enregistrement : {recording_naturalness}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Compared with the recording: pitch {pitch_st} semitones, range of pitch {range_ratio}, pace {pace_ratio}</source>
        <translation>Par rapport à l’enregistrement : hauteur {pitch_st} demi-tons, étendue de la voix {range_ratio}, débit {pace_ratio}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Among {others} speakers both measures take it for the right one</source>
        <translation>Parmi {others} locuteurs, les deux mesures la prennent pour la bonne</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Among {others} speakers the right one comes in place {place} by the first measure, {place2} by the second</source>
        <translation>Parmi {others} locuteurs, la bonne arrive en position {place} selon la première mesure, {place2} selon la seconde</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{warnings} warning about the recording, which cost {warning_points} points</source>
        <translation>{warnings} avertissement pour l’enregistrement, qui coûte {warning_points} points</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{warnings} warnings about the recording, which cost {warning_points} points</source>
        <translation>{warnings} avertissements pour l’enregistrement, qui coûtent {warning_points} points</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>It is not known where the sentences of this take begin.</source>
        <translation>On ne sait pas où se trouvent les phrases de cette prise.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>Takes of recordings and of earlier versions of VoiceCloner can only be said again as a whole.</source>
        <translation>Les prises d’enregistrements et celles de versions antérieures de VoiceCloner ne peuvent être redites qu’en entier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>There is no sentence {number} in this take.</source>
        <translation>Il n’y a pas de phrase {number} dans cette prise.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Choose 1 to {count}.</source>
        <translation>Choisissez de 1 à {count}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/text.py"/>
        <source>the recording made here</source>
        <translation>l’enregistrement fait ici</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the sound alone</source>
        <translation>le son seul</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the sound and its transcript</source>
        <translation>le son et sa transcription</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the system’s default device, {microphone}</source>
        <translation>appareil par défaut du système, {microphone}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>The voice “{name}” cannot be used: its {part} cannot be read.</source>
        <translation>La voix « {name} » est inutilisable. Lecture impossible : {part}.</translation>
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
        <translation>Écoute de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/fitting.py"/>
        <source>Fitting the voice</source>
        <translation>Ajustement de la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <source>There is no voice in the reference.</source>
        <translation>Il n’y a pas de voix dans l’enregistrement de référence.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/reference.py"/>
        <location filename="../../voicecloner/quality/scoring/comparison.py"/>
        <source>Record or choose one with speech.</source>
        <translation>Enregistrez-en ou choisissez-en un avec de la parole.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>Basic voice</source>
        <translation>Voix basique</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>A plain synthetic voice with your pitch and colour, for languages that no better engine speaks.</source>
        <translation>Une simple voix synthétique avec votre hauteur et votre timbre, pour les langues qu’aucun meilleur moteur ne parle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>Starting the basic voice</source>
        <translation>Démarrage de la voix basique</translation>
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
        <translation>La voix est prête</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <source>Loading {title}</source>
        <translation>Chargement de {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in another voice, put together from what the voice's own recording holds.</source>
        <translation>Redit des enregistrements avec une autre voix, assemblés à partir de ce que contient l’enregistrement de cette voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in another voice, from a few seconds of it.</source>
        <translation>Redit des enregistrements avec une autre voix, à partir de quelques secondes de celle-ci.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in the tone of another voice; small and quick.</source>
        <translation>Redit des enregistrements avec le timbre d’une autre voix ; petit et rapide.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion_models.py"/>
        <source>The model “{id}” has another sample rate than it should.</source>
        <translation>Le modèle « {id} » n’a pas la fréquence d’échantillonnage prévue.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>How much the melody varies: less is steadier, more is livelier and keeps less to the text.</source>
        <translation>La variation de la mélodie : une valeur basse la rend plus régulière, une valeur haute plus vive et moins fidèle au texte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>XTTS v2</source>
        <translation>XTTS v2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>Speaks 17 languages with one voice. Only for non-commercial use.</source>
        <translation>Parle 17 langues avec une même voix. Uniquement pour un usage non commercial.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older, small engine for English, French and Brazilian Portuguese. Only for non-commercial use.</source>
        <translation>Un petit moteur plus ancien pour l’anglais, le français et le portugais du Brésil. Uniquement pour un usage non commercial.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older, lively engine: it laughs and sighs, and does not always keep to the text. Slow.</source>
        <translation>Un moteur plus ancien et vif : il rit et soupire, et ne suit pas toujours le texte. Lent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older engine for English; expressive and very slow.</source>
        <translation>Un moteur plus ancien pour l’anglais ; expressif et très lent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/speech_model.py"/>
        <source>The model “{id}” cannot be loaded: its files are damaged.</source>
        <translation>Le modèle « {id} » ne peut pas être chargé : ses fichiers sont endommagés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <source>The model “{id}” is incomplete: {names} is missing.</source>
        <translation>Le modèle « {id} » n’est pas complet : {names} manque.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <source>A package that coqui-tts needs is missing: {error}</source>
        <translation>Un paquet nécessaire à coqui-tts manque : {error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/stretches.py"/>
        <source>the decoder was not reached</source>
        <translation>le décodeur n’a pas été atteint</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>XTTS cannot say “{piece}”.</source>
        <translation>XTTS ne peut pas dire « {piece} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>Leave it out, or write it in words.</source>
        <translation>Omettez-le, ou écrivez-le en toutes lettres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>XTTS cannot read “{piece}”.</source>
        <translation>XTTS ne peut pas lire « {piece} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>Write its numbers in words.</source>
        <translation>Écrivez ses nombres en toutes lettres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>The model “{id}” lacks languages.</source>
        <translation>Il manque des langues au modèle « {id} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>YourTTS cannot read “{text}”.</source>
        <translation>YourTTS ne peut pas lire « {text} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>Write the numbers in words.</source>
        <translation>Écrivez les nombres en toutes lettres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Starting the natural engine</source>
        <translation>Démarrage du moteur naturel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Speaks clearly and naturally on any computer, in a voice fitted to yours, with nothing to download.</source>
        <translation>Parle clairement et naturellement sur tout ordinateur, d’une voix ajustée à la vôtre, sans rien à télécharger.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>{title} is not loaded.</source>
        <translation>{title} n’est pas chargé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference is too short: at least {min_reference_s} seconds of speech are needed.</source>
        <translation>L’enregistrement de référence est trop court : il faut au moins {min_reference_s} secondes de parole.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference holds samples that are not numbers.</source>
        <translation>L’enregistrement de référence contient des échantillons qui ne sont pas des nombres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Import the recording again.</source>
        <translation>Réimportez l’enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference is silent.</source>
        <translation>L’enregistrement de référence est silencieux.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/fitting.py"/>
        <source>Likeness: {likeness}.</source>
        <translation>La ressemblance est de {likeness}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/reference.py"/>
        <source>There is no voice in the recording.</source>
        <translation>Il n’y a pas de voix dans l’enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The stage “{name}” of the voice network did not become what it should be.</source>
        <translation>La partie « {name} » du réseau vocal n’a pas été reconstituée correctement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The files of the voice network are damaged.</source>
        <translation>Les fichiers du réseau vocal sont endommagés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The packages with the voice network are damaged.</source>
        <translation>Les paquets du réseau vocal sont endommagés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>Install the program again. Or: {hint}</source>
        <translation>Réinstallez le programme. Ou bien : {hint}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The voice network of the natural engine is not on this computer.</source>
        <translation>Le réseau vocal du moteur naturel n’est pas sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>Install the program's packages again. Or: {hint}</source>
        <translation>Réinstallez les paquets du programme. Ou bien : {hint}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>How exactly Pocket TTS calculates: int8 is a third quicker, full a little finer; auto: full, if memory allows.</source>
        <translation>La précision de calcul de Pocket TTS : int8 est plus rapide d’un tiers, full un peu plus fin ; auto : full, si la mémoire le permet.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>Pocket TTS</source>
        <translation>Pocket TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>A small neural engine: natural speech on any processor, from five seconds of reference.</source>
        <translation>Un petit moteur neuronal : parole naturelle sur tout processeur, dès cinq secondes d’enregistrement de référence.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Loading Pocket TTS</source>
        <translation>Chargement de Pocket TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>This voice cannot speak “{language}”: {title} ties a voice to the language of its recording.</source>
        <translation>Cette voix ne peut pas parler « {language} » : {title} lie une voix à la langue de son enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose that language, or a voice of another engine.</source>
        <translation>Choisissez cette langue, ou une voix d’un autre moteur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <source>The model “{id}” speaks, but cannot clone voices.</source>
        <translation>Le modèle « {id} » parle, mais ne peut pas cloner de voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <source>Fetch the one that can on the page “Models”</source>
        <translation>Téléchargez sur la page « Modèles » celui qui le peut</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>Pocket TTS (light)</source>
        <translation>Pocket TTS (léger)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>A small neural engine for six languages, on any processor, without an account and without large packages.</source>
        <translation>Un petit moteur neuronal pour six langues, sur tout processeur, sans compte ni gros paquets.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/speech_model.py"/>
        <source>A package is missing that may not exist for this computer: {error}.</source>
        <translation>Il manque un paquet qui n’existe peut-être pas du tout pour cet ordinateur : {error}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Pocket TTS (ONNX)</source>
        <translation>Pocket TTS (ONNX)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>The smallest neural engine: English, on any processor, without an account.</source>
        <translation>Le plus petit moteur neuronal : l’anglais, sur tout processeur, sans compte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>{title} does not speak “{language}”, only English.</source>
        <translation>{title} ne parle pas « {language} », seulement l’anglais.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Choose another engine, or English.</source>
        <translation>Choisissez un autre moteur, ou l’anglais.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/checkpoints.py"/>
        <source>There is not enough memory for {too_large}: a smaller model made this voice.</source>
        <translation>Il n’y a pas assez de mémoire pour {too_large} : un modèle plus petit a créé cette voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>A large neural engine: very clear speech in ten languages, whichever the recording is in; slow without a graphics card.</source>
        <translation>Un grand moteur neuronal : parole très claire en dix langues, quelle que soit celle de l’enregistrement ; lent sans carte graphique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>Loading Qwen3-TTS</source>
        <translation>Chargement de Qwen3-TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Report this to the engine's author.</source>
        <translation>Signalez-le à l’auteur du moteur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>To clone from the sound and its transcript, the words spoken in the recording are needed.</source>
        <translation>Pour cloner à partir du son et de sa transcription, il faut les paroles de l’enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <source>The recording is longer than {max_reference_s} s, so its words could not be used. A shorter one gives a closer likeness.</source>
        <translation>L’enregistrement dépasse {max_reference_s} s ; ses paroles n’ont donc pas pu servir. Un plus court donne une meilleure ressemblance.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <source>{taken} of {given} recordings were used: those with words, {max_reference_s} s in all.</source>
        <translation>{taken} enregistrements sur {given} ont été utilisés : ceux qui ont des paroles, {max_reference_s} s en tout.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>How often each piece of sound is gone over: more is finer and slower.</source>
        <translation>Le nombre de passes sur chaque morceau de son : une valeur haute donne un résultat plus fin, mais plus lentement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>How closely it keeps to the text and the recording: more is stricter, less is freer.</source>
        <translation>La fidélité au texte et à l’enregistrement : une valeur haute est plus stricte, une valeur basse plus libre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>A large neural engine: the closest likeness, 30 languages and 48 kHz, for a graphics card with 8 GB.</source>
        <translation>Un grand moteur neuronal : la meilleure ressemblance, 30 langues et 48 kHz, pour une carte graphique de 8 Go.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>There was not enough memory for the whole recording: the voice was made from its first {little_s} s.</source>
        <translation>Il n’y avait pas assez de mémoire pour tout l’enregistrement : la voix a été créée à partir de ses {little_s} premières secondes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>The voice was made from the sound alone: VoxCPM2 can use the words of at most {max_prompt_s} s of speech. Choose a shorter stretch, with its words, for a closer likeness.</source>
        <translation>La voix a été créée à partir du son seul : VoxCPM2 peut utiliser les paroles d’au plus {max_prompt_s} s de parole. Choisissez un passage plus court, avec ses paroles, pour une meilleure ressemblance.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Loading VoxCPM2</source>
        <translation>Chargement de VoxCPM2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>VoxCPM2 is not loaded.</source>
        <translation>VoxCPM2 n’est pas chargé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Try again.</source>
        <translation>Réessayez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/speech_model.py"/>
        <source>Hello, this is the first test sentence.</source>
        <translation>Bonjour, ceci est la première phrase d’essai.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} cannot say a text: it says recorded speech again, in another voice.</source>
        <translation>{title} ne peut pas dire de texte : il redit de la parole enregistrée, avec une autre voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Convert a recording, or choose a voice of another engine.</source>
        <translation>Convertissez un enregistrement, ou choisissez une voix d’un autre moteur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} cannot convert recordings: it says texts.</source>
        <translation>{title} ne peut pas convertir d’enregistrements : il dit des textes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose a voice that was made with an engine that converts speech.</source>
        <translation>Choisissez une voix créée avec un moteur qui convertit la parole.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} converts in its own way, not by “{way}”.</source>
        <translation>{title} convertit à sa façon, non par « {way} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Leave the way to it.</source>
        <translation>Laissez-le choisir la façon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} does not speak “{language}”.</source>
        <translation>{title} ne parle pas « {language} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>It speaks: {known}.</source>
        <translation>Il parle : {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} ties a voice to the language of its recording: it cannot speak “{language}”.</source>
        <translation>{title} lie une voix à la langue de son enregistrement : elle ne peut pas parler « {language} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} has no option “{key}”.</source>
        <translation>{title} n’a pas d’option « {key} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>It has: {names}.</source>
        <translation>Options disponibles : {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>It has none.</source>
        <translation>Il n’en a aucune.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} speaks at the voice's own pace only.</source>
        <translation>{title} ne parle qu’au débit propre à la voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Set the speed to 1.</source>
        <translation>Réglez la vitesse sur 1.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>The speed {speed} is out of range.</source>
        <translation>La vitesse {speed} est hors limites.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>The voice's data file is damaged.</source>
        <translation>Le fichier de données de la voix est endommagé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>The voice was made with other weights of “{model}” than those that are here.</source>
        <translation>La voix a été créée avec d’autres poids de « {model} » que ceux qui sont ici.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>{title} does not speak “{tag}”.</source>
        <translation>{title} ne parle pas « {tag} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>{title} clones from the sound alone.</source>
        <translation>{title} clone à partir du son seul.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>Clone without the transcript.</source>
        <translation>Clonez sans la transcription.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/torch_tools.py"/>
        <source>No graphics card that {title} can use was found.</source>
        <translation>Aucune carte graphique utilisable par {title} n’a été trouvée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/torch_tools.py"/>
        <source>Choose the processor (cpu).</source>
        <translation>Choisissez le processeur (cpu).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice was made with the engine “{engine_id}”, not with “{engine_id2}”.</source>
        <translation>La voix a été créée avec le moteur « {engine_id} », non avec « {engine_id2} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice was made with revision {engine_revision} of the engine “{engine_id}”; this is {engine_revision2}.</source>
        <translation>La voix a été créée avec la révision {engine_revision} du moteur « {engine_id} » ; celle-ci est la {engine_revision2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file was written by a later version of the program.</source>
        <translation>Le fichier de données de la voix a été écrit par une version plus récente du programme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <location filename="../../voicecloner/errors.py"/>
        <source>Update VoiceCloner.</source>
        <translation>Mettez VoiceCloner à jour.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file is missing.</source>
        <translation>Le fichier de données de la voix manque.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file could not be read.</source>
        <translation>Le fichier de données de la voix n’a pas pu être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The engine's voice holds “{name}”, which is of a kind that cannot be saved ({dtype}).</source>
        <translation>La voix du moteur contient « {name} », d’un type qui ne peut pas être enregistré ({dtype}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/client.py"/>
        <source>The engine no longer answered and was ended.</source>
        <translation>Le moteur ne répondait plus et a été arrêté.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/client.py"/>
        <source>Stopped, because the program ends.</source>
        <translation>Arrêté, car le programme se termine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not clone the voice.</source>
        <translation>Le moteur n’a pas pu cloner la voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not say the text.</source>
        <translation>Le moteur n’a pas pu dire le texte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not convert the speech.</source>
        <translation>Le moteur n’a pas pu convertir la parole.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine made sound of a wrong shape.</source>
        <translation>Le moteur a produit un son de forme incorrecte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Neural engines</source>
        <translation>Moteurs neuronaux</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Its makers offer torch only for Macs with Apple’s processors.</source>
        <translation>Pour les Mac, ses auteurs ne fournissent torch qu’à ceux dotés d’un processeur Apple.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Pocket TTS without torch</source>
        <translation>Pocket TTS sans torch</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>{title} is not installed: there is no {missing}.</source>
        <translation>{title} n’est pas installé : il manque {missing}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install them on the page “Models”</source>
        <translation>Installez-les sur la page « Modèles »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install VoiceCloner again: a part of it is missing.</source>
        <translation>Réinstallez VoiceCloner : il en manque une partie.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install them into VoiceCloner's own Python: {executable} -m pip install {names}</source>
        <translation>Installez-les dans le Python propre à VoiceCloner : {executable} -m pip install {names}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>They are installed on the computer of the service.</source>
        <translation>Ils s’installent sur l’ordinateur du service.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>The engine could not be loaded.</source>
        <translation>Le moteur n’a pas pu être chargé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>{title} works on the processor now: the graphics card has not enough memory for it.</source>
        <translation>{title} travaille maintenant sur le processeur : la carte graphique n’a pas assez de mémoire pour lui.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>Try again. If it happens again, report it with the log.</source>
        <translation>Réessayez. Si cela se reproduit, signalez-le avec le journal.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>{sentence} There is not enough memory.</source>
        <translation>{sentence} Il n’y a pas assez de mémoire.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>Close other programs, then try again.</source>
        <translation>Fermez d’autres programmes, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>There is no engine named “{engine_id}”.</source>
        <translation>Il n’y a pas de moteur nommé « {engine_id} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Known engines: {table}.</source>
        <translation>Moteurs connus : {table}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>The engine “{engine_id}” cannot be used: {error}</source>
        <translation>Le moteur « {engine_id} » est inutilisable : {error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Reinstall the package it came with.</source>
        <translation>Réinstallez le paquet qui l’a apporté.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>The engine “{engine_id}” calls itself “{id}”.</source>
        <translation>Le moteur « {engine_id} » se nomme lui-même « {id} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>, or with: voicecloner </source>
        <translation>, ou avec : voicecloner </translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>That is done in VoiceCloner's window, on the computer of the service.</source>
        <translation>Cela se fait dans la fenêtre de VoiceCloner, sur l’ordinateur du service.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Rebuild the voice from its kept recording, on the page “Voices”</source>
        <translation>Reconstruisez la voix à partir de son enregistrement conservé, sur la page « Voix »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Give the transcript, the words that are spoken, or clone from the sound alone.</source>
        <translation>Donnez la transcription, c’est-à-dire les paroles prononcées, ou clonez à partir du son seul.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Say whose voice it is: your own, one you have consent for, or one in the public domain.</source>
        <translation>Dites à qui est la voix : la vôtre, une pour laquelle vous avez un consentement, ou une du domaine public.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Read the licence and say that you accept it.</source>
        <translation>Lisez la licence et dites que vous l’acceptez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Correct these lines, then start again.</source>
        <translation>Corrigez ces lignes, puis recommencez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>“{name}” was not begun: {count} line of it cannot be done.</source>
        <translation>« {name} » n’a pas été commencé : {count} ligne ne peut pas être dite.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>“{name}” was not begun: {count} lines of it cannot be done.</source>
        <translation>« {name} » n’a pas été commencé : {count} lignes ne peuvent pas être dites.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Choose a WAV, MP3, M4A, FLAC, OGG, Opus, AIFF or WebM recording.</source>
        <translation>Choisissez un enregistrement WAV, MP3, M4A, FLAC, OGG, Opus, AIFF ou WebM.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Plug the device in, allow its use in the system's settings, then try again.</source>
        <translation>Branchez l’appareil, autorisez son usage dans les réglages du système, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>Type the words yourself.</source>
        <translation>Tapez les paroles vous-même.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again: it is started anew. If it happens again, report it with the log.</source>
        <translation>Réessayez : il est redémarré. Si cela se reproduit, signalez-le avec le journal.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Save it again, as EPUB, DOCX, HTML, Markdown or plain text, with the program that made it.</source>
        <translation>Enregistrez-le à nouveau, en EPUB, DOCX, HTML, Markdown ou texte brut, avec le programme qui l’a créé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Record again following the advice in the review.</source>
        <translation>Réenregistrez en suivant les conseils du contrôle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Look for its name on the page “Voices”</source>
        <translation>Cherchez son nom sur la page « Voix »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>GET /v1/audio/voices lists those that are there.</source>
        <translation>GET /v1/audio/voices énumère celles qui existent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Choose another name, or rename or delete the other voice.</source>
        <translation>Choisissez un autre nom, ou renommez ou supprimez l’autre voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Delete a voice first, or raise “Number of voices” in the settings</source>
        <translation>Supprimez d’abord une voix, ou augmentez « Nombre de voix » dans les réglages</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>A voice goes into the trash by DELETE /v1/audio/voices/{voice}.</source>
        <translation>DELETE /v1/audio/voices/{voice} met une voix à la corbeille.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Press “Check and repair” in the settings</source>
        <translation>Appuyez sur « Vérifier et réparer » dans les réglages</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Start VoiceCloner again (the voices' recordings are not touched)</source>
        <translation>Redémarrez VoiceCloner (les enregistrements des voix ne sont pas touchés)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Update VoiceCloner, or point VOICECLONER_HOME at another folder.</source>
        <translation>Mettez VoiceCloner à jour, ou indiquez un autre dossier dans VOICECLONER_HOME.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Have the voice exported again where it comes from, and copy the new file here.</source>
        <translation>Faites exporter à nouveau la voix là d’où elle vient, et copiez ici le nouveau fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Check the free space and the permissions of the folder.</source>
        <translation>Vérifiez l’espace libre et les droits d’accès du dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Check the address, and that the same version of VoiceCloner is installed on all its computers.</source>
        <translation>Vérifiez l’adresse, et que la même version de VoiceCloner est installée sur tous ses ordinateurs.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Switch it off and on again.</source>
        <translation>Désactivez-le, puis réactivez-le.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Install the neural engines on the page “Models”</source>
        <translation>Installez les moteurs neuronaux sur la page « Modèles »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again. If it happens again, report it with install.log from the folder of the engines.</source>
        <translation>Réessayez. Si cela se reproduit, signalez-le avec install.log, du dossier des moteurs.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Wait until it is done, or stop it.</source>
        <translation>Attendez la fin, ou arrêtez-le.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again: the engine is started anew. If it happens again, report it with the log.</source>
        <translation>Réessayez : le moteur est redémarré. Si cela se reproduit, signalez-le avec le journal.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Look at the page “Models” to see what there is</source>
        <translation>Voyez sur la page « Modèles » ce qu’il y a</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Remove the model and fetch it again.</source>
        <translation>Retirez le modèle et téléchargez-le à nouveau.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again: the download goes on where it stopped.</source>
        <translation>Réessayez : le téléchargement reprend là où il s’est arrêté.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Agree to the terms on the model's page and give an access token.</source>
        <translation>Acceptez les conditions sur la page du modèle et donnez un jeton d’accès.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is missing,</source>
        <translation>fichier voice.json (absent)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is not a file,</source>
        <translation>fichier voice.json (ce n’est pas un fichier)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is another voice's,</source>
        <translation>fichier voice.json (d’une autre voix)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>{name} changed while the voice was made.</source>
        <translation>{name} a changé pendant la création de la voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>Import it again.</source>
        <translation>Importez-le à nouveau.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>No single unfinished book has the id “{book_id}”.</source>
        <translation>Aucun livre non terminé n’a à lui seul l’identifiant « {book_id} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>“{title}” is just being read aloud.</source>
        <translation>« {title} » est déjà en cours de lecture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>Wait, or stop it there.</source>
        <translation>Attendez la fin, ou arrêtez cette lecture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/consent_log.py"/>
        <source>It could not be added to the log of consent: {message}</source>
        <translation>L’ajout au journal des consentements a échoué : {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Restore from another copy of the backup, if there is one.</source>
        <translation>Restaurez à partir d’une autre copie de la sauvegarde, s’il y en a une.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is not a file.</source>
        <translation>La sauvegarde est endommagée : {source} n’est pas un fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is gone.</source>
        <translation>La sauvegarde est endommagée : {source} a disparu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is not what was saved.</source>
        <translation>La sauvegarde est endommagée : {source} n’est plus ce qui avait été écrit.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>There is no backup in {folder} yet.</source>
        <translation>Il n’y a pas encore de sauvegarde dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose the folder that holds one.</source>
        <translation>Choisissez le dossier qui en contient une.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>{folder} holds other files.</source>
        <translation>{folder} contient d’autres fichiers.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose an empty folder, or one with backups.</source>
        <translation>Choisissez un dossier vide, ou un dossier de sauvegardes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Another VoiceCloner is writing a backup in {folder}.</source>
        <translation>Un autre VoiceCloner écrit une sauvegarde dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Wait until it is done.</source>
        <translation>Attendez qu’il ait fini.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backups in {parent} were written by a later version of VoiceCloner.</source>
        <translation>Les sauvegardes dans {parent} ont été écrites par une version plus récente de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>There is no backup in {folder}.</source>
        <translation>Il n’y a pas de sauvegarde dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose the folder that a backup was written to.</source>
        <translation>Choisissez le dossier où une sauvegarde a été écrite.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>{path} was written by a later version of VoiceCloner.</source>
        <translation>{path} a été écrit par une version plus récente de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {path} cannot be read.</source>
        <translation>La sauvegarde est endommagée : {path} ne peut pas être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it is damaged, or not a file of voices at all</source>
        <translation>il est endommagé, ou n’est pas un fichier de voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>a list of files that is too long</source>
        <translation>une liste de fichiers trop longue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” is not a file of voices.</source>
        <translation>« {name} » n’est pas un fichier de voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” in it has been changed since it was written</source>
        <translation>« {name} », à l’intérieur, n’est plus ce qu’il était à l’écriture</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it has no manifest</source>
        <translation>il n’a pas de manifeste</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its manifest is too large</source>
        <translation>son manifeste est démesurément grand</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its manifest cannot be understood</source>
        <translation>son manifeste est incompréhensible</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” was written by a later version of VoiceCloner.</source>
        <translation>« {name} » a été écrit par une version plus récente de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>a file in it has a name that no file of voices holds</source>
        <translation>un de ses fichiers porte un nom qu’aucun fichier de voix ne contient</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it holds more than {most_members} files</source>
        <translation>il contient plus de {most_members} fichiers</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>two files in it have one name</source>
        <translation>deux de ses fichiers portent le même nom</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it is locked with a password</source>
        <translation>il est protégé par un mot de passe</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it holds a folder or a link</source>
        <translation>il contient un dossier ou un lien</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it unpacks to far more than a file of voices holds</source>
        <translation>décompressé, il dépasse de loin ce que contient un fichier de voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>files in it overlap</source>
        <translation>des fichiers s’y chevauchent</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its end is missing</source>
        <translation>sa fin manque</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it does not hold what its manifest says</source>
        <translation>il ne contient pas ce que dit son manifeste</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” is not a file of voices that can be used: {reason}.</source>
        <translation>« {name} » n’est pas un fichier de voix utilisable : {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its {part} cannot be read</source>
        <translation>lecture impossible : {part}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>list of voices</source>
        <translation>liste des voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>The recording {path} has been changed.</source>
        <translation>L’enregistrement {path} n’est plus ce qu’il était.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>The voice “{name}” cannot be exported: its {part} cannot be read.</source>
        <translation>La voix « {name} » ne peut pas être exportée. Lecture impossible : {part}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/copying.py"/>
        <location filename="../../voicecloner/models/transfer_pace.py"/>
        <source>{done_bytes} of {total_bytes}</source>
        <translation>{done_bytes} sur {total_bytes}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>recordings, some of which are missing,</source>
        <translation>enregistrements (certains sont absents)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>recordings, which are not those it was made from,</source>
        <translation>enregistrements (autres que ceux dont elle est faite)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>spoken consent, which is missing,</source>
        <translation>consentement oral (absent)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/transfer.py"/>
        <source>With {more} more the library would hold {count} voices; its quota is {quota}.</source>
        <translation>Avec {more} de plus, la bibliothèque contiendrait {count} voix ; son quota est de {quota}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>It may have been erased meanwhile.</source>
        <translation>Elle a peut-être été effacée entre-temps.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <source>Say the sentence again.</source>
        <translation>Redites la phrase.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>This version is the one that is heard in the take.</source>
        <translation>Cette version est celle qu’on entend dans la prise.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Choose another one first.</source>
        <translation>Choisissez-en d’abord une autre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>This sentence was said in one way only.</source>
        <translation>Cette phrase n’a été dite que d’une seule façon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Say it again first.</source>
        <translation>Redites-la d’abord.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>There is no version {place} of this sentence.</source>
        <translation>Il n’y a pas de version {place} de cette phrase.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The folder of the voice “{name}” is gone, with its recordings.</source>
        <translation>Le dossier de la voix « {name} » a disparu, avec ses enregistrements.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The details kept in the folder of the voice “{name}” are damaged: {record} is not a file.</source>
        <translation>Les indications conservées dans le dossier de la voix « {name} » sont endommagées : {record} n’est pas un fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” is damaged.</source>
        <translation>L’enregistrement {original} de la voix « {name} » est endommagé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” is gone.</source>
        <translation>L’enregistrement {original} de la voix « {name} » a disparu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” has been changed.</source>
        <translation>L’enregistrement {original} de la voix « {name} » n’est plus ce qu’il était.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The prepared recording {prepared} of the voice “{name}” is damaged.</source>
        <translation>L’enregistrement préparé {prepared} de la voix « {name} » est endommagé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The prepared recording {prepared} of the voice “{name}” is gone.</source>
        <translation>L’enregistrement préparé {prepared} de la voix « {name} » a disparu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The voice “{name}” needs to be rebuilt: {fault}.</source>
        <translation>La voix « {name} » doit être reconstruite : {fault}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>Voices cannot be sorted by “{order}”.</source>
        <translation>Les voix ne peuvent pas être triées par « {order} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>Choose one of {orders}.</source>
        <translation>Choisissez l’un de ces ordres : {orders}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The voice has no name.</source>
        <translation>La voix n’a pas de nom.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Give it a name you will recognise.</source>
        <translation>Donnez-lui un nom que vous reconnaîtrez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The name has {count} characters; {max_name_characters} is the most.</source>
        <translation>Le nom a {count} caractères ; le maximum est de {max_name_characters}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Choose a shorter name.</source>
        <translation>Choisissez un nom plus court.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The name holds a line break or another control character.</source>
        <translation>Le nom contient un saut de ligne ou un autre caractère de contrôle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Use letters, digits and signs.</source>
        <translation>Utilisez des lettres, des chiffres et des signes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Somebody gave consent, but it was not said who.</source>
        <translation>Quelqu’un a donné son consentement, mais personne n’a dit qui.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Give the name of the speaker.</source>
        <translation>Donnez le nom du locuteur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>A voice needs at least one recording.</source>
        <translation>Une voix a besoin d’au moins un enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Record or import one first.</source>
        <translation>Enregistrez-en ou importez-en un d’abord.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Nobody has said whose voice this is.</source>
        <translation>Personne n’a dit à qui est cette voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>was empty</source>
        <translation>était vide</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>was missing</source>
        <translation>manquait</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>The library's database {mishap}</source>
        <translation>La base de données de la bibliothèque {mishap}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>The library's database was damaged and is now kept as {name}</source>
        <translation>La base de données de la bibliothèque était endommagée et est maintenant conservée sous {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>The list holds {most_entries} words already.</source>
        <translation>La liste contient déjà {most_entries} mots.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>Remove some first.</source>
        <translation>Retirez-en d’abord.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>The list of pronunciations was damaged and lies in {aside} now.</source>
        <translation>La liste des prononciations était endommagée et se trouve maintenant dans {aside}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>{count} of the pronunciations kept could not be read; they are ignored.</source>
        <translation>{count} des prononciations conservées n’ont pas pu être lues ; elles sont ignorées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/rows.py"/>
        <source>list of recordings</source>
        <translation>liste des enregistrements</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <source>record, which a later version of VoiceCloner wrote,</source>
        <translation>fiche (écrite par une version plus récente de VoiceCloner)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <location filename="../../voicecloner/provenance/statement.py"/>
        <source> (synthetic voice)</source>
        <translation> (voix synthétique)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <source>version of a sentence</source>
        <translation>version d’une phrase</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>VoiceCloner ended before all was said.</source>
        <translation>VoiceCloner s’est arrêté avant que tout ne soit dit.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>Speak it again for the whole.</source>
        <translation>Redites-la pour l’avoir en entier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>This take is not there any more.</source>
        <translation>Cette prise n’est plus là.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>all {there} voices are there</source>
        <translation>les {there} voix sont toutes là</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>its one voice is there</source>
        <translation>son unique voix est là</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>it holds no voices</source>
        <translation>elle ne contient aucune voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>of {gone} more, which may have been erased, only the descriptions remain</source>
        <translation>de {gone} autres, peut-être effacées, il ne reste que les indications</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>{reason} Voices can be seen and heard, but none can be made or changed.</source>
        <translation>{reason} Les voix peuvent être vues et entendues, mais aucune ne peut être créée ni modifiée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>Nothing tells whose recordings these are: {each}</source>
        <translation>Rien ne dit à qui sont ces enregistrements : {each}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source> Nothing tells whose recordings {count} folders hold.</source>
        <translation> Rien ne dit à qui sont les enregistrements de {count} dossiers.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>The library's database lacked details of {names}; they were taken from the files beside the recordings.</source>
        <translation>Il manquait à la base de données de la bibliothèque des indications sur {names} ; elles ont été reprises des fichiers placés à côté des enregistrements.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>An earlier “{former}”, whose recordings are gone, is now called “{name}”: delete it if you had erased it.</source>
        <translation>Une ancienne voix « {former} », dont les enregistrements ont disparu, s’appelle maintenant « {name} » : supprimez-la si vous l’aviez effacée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file is gone</source>
        <translation>son fichier de données a disparu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file is damaged</source>
        <translation>son fichier de données est endommagé</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file may not be read</source>
        <translation>la lecture de son fichier de données n’est pas autorisée</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_files.py"/>
        <source>The file of the voice “{name}” is gone: {path}.</source>
        <translation>Le fichier de la voix « {name} » a disparu : {path}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_record.py"/>
        <source>file voice.json</source>
        <translation>fichier voice.json</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_record.py"/>
        <source>file voice.json, which a later version of VoiceCloner wrote,</source>
        <translation>fichier voice.json (écrit par une version plus récente de VoiceCloner)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>The trash does not hold this voice.</source>
        <translation>Cette voix n’est pas dans la corbeille.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>It may have been erased or restored already.</source>
        <translation>Elle a peut-être déjà été effacée ou restaurée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>Another voice is called “{name}”.</source>
        <translation>Une autre voix s’appelle « {name} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>This voice does not exist any more.</source>
        <translation>Cette voix n’existe plus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>It may be in the trash.</source>
        <translation>Elle est peut-être dans la corbeille.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>There is no voice called “{wanted}”.</source>
        <translation>Il n’y a pas de voix appelée « {wanted} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>Did you mean {key}?</source>
        <translation>Vouliez-vous dire {key} ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>The trash holds no voice called “{wanted}”.</source>
        <translation>La corbeille ne contient pas de voix appelée « {wanted} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>See what it holds on the page “Voices”</source>
        <translation>Voyez ce qu’elle contient à la page « Voix »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voices.py"/>
        <source>The library holds {voices} voices; its quota is {quota}.</source>
        <translation>La bibliothèque contient {voices} voix ; son quota est de {quota}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>This computer has no keyring that could keep the token.</source>
        <translation>Cet ordinateur n’a pas de trousseau qui puisse conserver le jeton.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>Put the token into the environment variable HF_TOKEN instead.</source>
        <translation>Mettez plutôt le jeton dans la variable d’environnement HF_TOKEN.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>This is not an access token.</source>
        <translation>Ce n’est pas un jeton d’accès.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>Copy it whole from https://huggingface.co/settings/tokens.</source>
        <translation>Copiez-le en entier depuis https://huggingface.co/settings/tokens.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue.py"/>
        <source>There is no model called “{model_id}”.</source>
        <translation>Il n’y a pas de modèle nommé « {model_id} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue.py"/>
        <source>The models are {known}.</source>
        <translation>Les modèles sont {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>The list of models in {path} is damaged: {error}.</source>
        <translation>La liste des modèles dans {path} est endommagée : {error}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>Install VoiceCloner again.</source>
        <translation>Réinstallez VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>files of {entry}</source>
        <translation>fichiers de {entry}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>{args} is missing</source>
        <translation>{args} manque</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>{name} is not an archive that can be read, or it is damaged.</source>
        <translation>{name} n’est pas une archive lisible, ou est endommagée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>Choose a folder, or a zip or tar archive, with the model’s files.</source>
        <translation>Choisissez un dossier, ou une archive zip ou tar, avec les fichiers du modèle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>{name} is a device or a pipe.</source>
        <translation>{name} est un périphérique ou un tube.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>The archive is protected by a password.</source>
        <translation>L’archive est protégée par un mot de passe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>Unpack it yourself, then import the folder.</source>
        <translation>Décompressez-la vous-même, puis importez le dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>There are more than {most_members} files in it: this is not a model.</source>
        <translation>Il y a là plus de {most_members} fichiers : ce n’est pas un modèle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the model’s own folder or archive.</source>
        <translation>Choisissez le dossier ou l’archive propre au modèle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{path} is not there any more: {host} does not know it (status {status}).</source>
        <translation>{path} n’est plus là : {host} ne connaît pas ce fichier (code {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Its makers have moved it or taken it away. Update VoiceCloner, check the mirror if one is set, or import the files from a computer that still has them.</source>
        <translation>Ses auteurs l’ont déplacé ou retiré. Mettez VoiceCloner à jour, vérifiez le miroir si vous en avez réglé un, ou importez les fichiers d’un ordinateur qui les a encore.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The proxy wants a user name and a password.</source>
        <translation>Le proxy demande un nom d’utilisateur et un mot de passe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Put them into its address in the settings: http://name:password@proxy:port</source>
        <translation>Mettez-les dans son adresse, dans les réglages : http://nom:motdepasse@proxy:port</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} refused the download (status {status}).</source>
        <translation>{host} a refusé le téléchargement (code {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again later, or use a mirror.</source>
        <translation>Réessayez plus tard, ou utilisez un miroir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The certificate of {host} is not trusted on this computer.</source>
        <translation>Le certificat de {host} n’est pas reconnu sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>If your network has certificates of its own, name their file in the settings or in SSL_CERT_FILE</source>
        <translation>Si votre réseau a ses propres certificats, indiquez leur fichier dans les réglages ou dans SSL_CERT_FILE</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The proxy refuses the connection.</source>
        <translation>Le proxy refuse la connexion.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Check the proxy’s address.</source>
        <translation>Vérifiez l’adresse du proxy.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} redirects the download in circles, or to an address that cannot be used.</source>
        <translation>{host} redirige le téléchargement en boucle ou vers une adresse inutilisable.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Use another mirror.</source>
        <translation>Utilisez un autre miroir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} cannot be reached.</source>
        <translation>{host} est injoignable.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Check the network connection, the proxy and the mirror.</source>
        <translation>Vérifiez la connexion réseau, le proxy et le miroir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} stopped sending.</source>
        <translation>{host} a cessé d’envoyer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>The connection to {host} broke off.</source>
        <translation>La connexion avec {host} s’est interrompue.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} refuses to send this file (status {status}).</source>
        <translation>{host} ne donne pas ce fichier (code {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again later, or use another mirror.</source>
        <translation>Réessayez plus tard, ou utilisez un autre miroir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} does not accept the access token.</source>
        <translation>{host} n’accepte pas le jeton d’accès.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Agree to the terms on {terms_page}, then give a token that is valid and may read.</source>
        <translation>Acceptez les conditions sur {terms_page}, puis donnez un jeton valable qui permette la lecture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Your account has not been given access to this model yet.</source>
        <translation>Votre compte n’a pas encore accès à ce modèle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Agree to the terms on {terms_page} with the account the token belongs to, then try again.</source>
        <translation>Acceptez les conditions sur {terms_page} avec le compte auquel appartient le jeton, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} is too busy just now (status {status_code}).</source>
        <translation>{host} est trop occupé en ce moment (code {status_code}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again later: the download goes on where it stopped.</source>
        <translation>Réessayez plus tard : le téléchargement reprend là où il s’est arrêté.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} asks to wait {minutes} minute.</source>
        <translation>{host} demande d’attendre {minutes} minute.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} asks to wait {minutes} minutes.</source>
        <translation>{host} demande d’attendre {minutes} minutes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again then, or use a mirror.</source>
        <translation>Réessayez à ce moment-là, ou utilisez un miroir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/hub.py"/>
        <source>The mirror {hub_address} is not encrypted, so your access token is not sent there.</source>
        <translation>Le miroir {hub_address} n’est pas chiffré : votre jeton d’accès n’y est donc pas envoyé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/hub.py"/>
        <source>Use its https address, or none for models that need a token.</source>
        <translation>Utilisez son adresse https, ou aucun miroir pour les modèles qui demandent un jeton.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Asking for the files</source>
        <translation>Demande des fichiers</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Looking into {name}</source>
        <translation>Examen de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>{title} is damaged: {wrong}.</source>
        <translation>{title} est endommagé : {wrong}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Asking for the files again</source>
        <translation>Nouvelle demande des fichiers</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>There is not enough room on the disk: {title} needs {needed_bytes}, {free_bytes} are free.</source>
        <translation>Il n’y a pas assez de place sur le disque : {title} demande {needed_bytes}, {free_bytes} sont libres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Free some space, then try again.</source>
        <translation>Libérez de la place, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Checking {path}</source>
        <translation>Vérification de {path}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>No model of the engine “{engine_id}” is on this computer.</source>
        <translation>Aucun modèle du moteur « {engine_id} » n’est sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>The model “{title}” is not on this computer.</source>
        <translation>Le modèle « {title} » n’est pas sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>Fetch it on the page “Models”</source>
        <translation>Téléchargez-le sur la page « Modèles »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>There is nothing of the model in {path}.</source>
        <translation>Aucun fichier du modèle ne se trouve dans {path}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the model’s own archive.</source>
        <translation>Choisissez l’archive propre au modèle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>what you chose</source>
        <translation>ce que vous avez choisi</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>It holds more than any model does.</source>
        <translation>Il contient plus que n’importe quel modèle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>{name} is missing in {where}.</source>
        <translation>{name} manque dans {where}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the folder or archive with all of the model’s files.</source>
        <translation>Choisissez le dossier ou l’archive avec tous les fichiers du modèle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>There are several files called {name} in {where}.</source>
        <translation>Il y a plusieurs fichiers nommés {name} dans {where}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the folder of one model.</source>
        <translation>Choisissez le dossier d’un seul modèle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>The proxy cannot be used: {rstrip}.</source>
        <translation>Le proxy est inutilisable : {rstrip}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>Correct its address, e.g. http://proxy.example:3128.</source>
        <translation>Corrigez son adresse, par exemple http://proxy.example:3128.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>The certificates in {path} cannot be used: {strerror}.</source>
        <translation>Les certificats dans {path} sont inutilisables : {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>Name a PEM file that holds the certificates to trust.</source>
        <translation>Indiquez un fichier PEM contenant les certificats à reconnaître.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/store.py"/>
        <source>“{model_id}” is being fetched or removed by another program just now.</source>
        <translation>« {model_id} » est en ce moment téléchargé ou retiré par un autre programme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/store.py"/>
        <source>“{model_id}” is not on this computer.</source>
        <translation>« {model_id} » n’est pas sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Downloading {name}</source>
        <translation>Téléchargement de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{stage}: trying again in {wait_s}</source>
        <translation>{stage} : nouvel essai dans {wait_s}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Checking what is here of {name}</source>
        <translation>Vérification de ce qui a déjà été reçu de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{name} arrives damaged from {host}: its checksum is wrong.</source>
        <translation>{name} arrive endommagé de {host} : sa somme de contrôle est fausse.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again later, or use another mirror: something on the way changes the file.</source>
        <translation>Réessayez plus tard, ou utilisez un autre miroir : quelque chose modifie le fichier en chemin.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{url} is not an address.</source>
        <translation>{url} n’est pas une adresse.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Check the mirror’s address.</source>
        <translation>Vérifiez l’adresse du miroir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} sends something else than {name}: {size_bytes} bytes instead of {size_bytes2}.</source>
        <translation>{host} envoie autre chose que {name} : {size_bytes} octets au lieu de {size_bytes2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Check in a browser whether your network requires you to log in, or use another mirror.</source>
        <translation>Regardez dans un navigateur si votre réseau demande une connexion, ou utilisez un autre miroir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} cannot go on with a download that broke off.</source>
        <translation>{host} ne peut pas reprendre un téléchargement interrompu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again with a steadier connection, or use another mirror.</source>
        <translation>Réessayez avec une connexion plus stable, ou utilisez un autre miroir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} does not send {name} as it announced it.</source>
        <translation>{host} n’envoie pas {name} comme annoncé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer_pace.py"/>
        <source>{speed} left</source>
        <translation>encore {speed}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>Copying {path}</source>
        <translation>Copie de {path}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>{path} is not the file it should be: its checksum is wrong.</source>
        <translation>{path} n’est pas le fichier attendu : sa somme de contrôle est fausse.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>Get it again.</source>
        <translation>Procurez-vous-le à nouveau.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>{path} is longer than it should be.</source>
        <translation>{path} est plus long qu’il ne devrait.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/portable.py"/>
        <source>Everything is kept in {folder}</source>
        <translation>Tout est conservé dans {folder}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/portable.py"/>
        <source>Let {home_variable} name the folder that everything is to be kept in.</source>
        <translation>Indiquez dans {home_variable} le dossier où tout doit se trouver.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>VoiceCloner on one computer</source>
        <translation>VoiceCloner sur un ordinateur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>Choose PEM files: the certificates from yours upwards, and its key without a password.</source>
        <translation>Choisissez des fichiers PEM : les certificats à partir du vôtre en remontant, et sa clé sans mot de passe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{name}” holds no certificate.</source>
        <translation>« {name} » ne contient pas de certificat.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{path}” cannot be read.</source>
        <translation>« {path} » ne peut pas être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{name}” holds no key that can be read.</source>
        <translation>« {name} » ne contient pas de clé lisible.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>The key in “{name}” is of a kind that cannot sign content credentials.</source>
        <translation>La clé dans « {name} » est d’un type qui ne peut pas signer d’attestation de contenu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>VoiceCloner on one computer, root</source>
        <translation>VoiceCloner sur un ordinateur, racine</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Install it with: pip install 'voicecloner[credentials]'</source>
        <translation>Installez-le avec : pip install 'voicecloner[credentials]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>“{name}” could not be signed: {strerror}.</source>
        <translation>« {name} » n’a pas pu être signé : {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>It is installed on the computer of the service.</source>
        <translation>Cela s’installe sur l’ordinateur du service.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>What signs content credentials is not installed.</source>
        <translation>Ce qui signe les attestations de contenu n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Content credentials could not be written: {rstrip}.</source>
        <translation>L’attestation de contenu n’a pas pu être écrite : {rstrip}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Look at the certificate and the key in the settings, or turn content credentials off</source>
        <translation>Vérifiez le certificat et la clé dans les réglages, ou désactivez l’attestation de contenu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/seal.py"/>
        <source>To sign with your own certificate, its file and that of its key are both needed.</source>
        <translation>Pour signer avec votre propre certificat, il faut son fichier et celui de sa clé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/seal.py"/>
        <source>Name both in the settings, or neither</source>
        <translation>Indiquez les deux dans les réglages, ou aucun</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/statement.py"/>
        <source>Synthetic speech made by VoiceCloner; voice {voice_id}</source>
        <translation>Parole synthétique produite par VoiceCloner ; voix {voice_id}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/best_window.py"/>
        <source>A stretch of {min_s} to {max_s} s cannot be looked for.</source>
        <translation>La durée d’un passage ne peut pas aller de {min_s} à {max_s} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long.</source>
        <translation>L’enregistrement dure {value} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long; {best_from} to {best_to} s work best.</source>
        <translation>L’enregistrement dure {value} s ; de {best_from} à {best_to} s conviennent le mieux.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is only {value} s long: make it at least {limit} s.</source>
        <translation>L’enregistrement ne dure que {value} s : il en faut au moins {limit} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long: choose the best {limit} s of it or less.</source>
        <translation>L’enregistrement dure {value} s : choisissez-en le meilleur passage, de {limit} s ou moins.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>{value} s of it are speech; the longest stretch without a real stop is {longest} s.</source>
        <translation>Il contient {value} s de parole ; le plus long passage sans véritable arrêt est de {longest} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>No speech was found: speak for at least {limit} s.</source>
        <translation>Aucune parole n’a été trouvée : parlez au moins {limit} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Only {value} s of speech were found: speak for at least {limit} s.</source>
        <translation>Seules {value} s de parole ont été trouvées : parlez au moins {limit} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Just {value} s of speech were found: {limit} s and more make a better voice.</source>
        <translation>Il n’y a que {value} s de parole : {limit} s et plus donnent une meilleure voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The longest stretch without a stop is {value} s of {total} s of speech: read whole sentences in one go, at least {limit} s at a time.</source>
        <translation>Le plus long passage sans arrêt est de {value} s sur {total} s de parole : lisez des phrases entières d’un trait, au moins {limit} s à la fois.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The level is good (speech {value} dBFS, peak {peak} dBFS).</source>
        <translation>Le niveau est bon (parole {value} dBFS, crête {peak} dBFS).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is very quiet (peak {value} dBFS): move closer, about 10 cm from the microphone, or raise the input level.</source>
        <translation>L’enregistrement est très faible (crête {value} dBFS) : rapprochez-vous, à environ 10 cm du microphone, ou montez le niveau d’entrée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is far too quiet (speech {value} dBFS): move closer, about 10 cm from the microphone, or raise the input level.</source>
        <translation>La voix est bien trop faible (parole {value} dBFS) : rapprochez-vous, à environ 10 cm du microphone, ou montez le niveau d’entrée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is quiet (speech {value} dBFS): move closer to the microphone or raise the input level a little.</source>
        <translation>La voix est faible (parole {value} dBFS) : rapprochez-vous du microphone ou montez un peu le niveau d’entrée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is very loud (speech {value} dBFS): lower the input level or move back a little.</source>
        <translation>La voix est très forte (parole {value} dBFS) : baissez le niveau d’entrée ou reculez un peu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is no signal at all: check that the microphone is switched on and not muted.</source>
        <translation>Il n’y a aucun signal : vérifiez que le microphone est allumé et n’est pas coupé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The peak is {value} dBFS; without speech there is no level to judge.</source>
        <translation>La crête est de {value} dBFS ; sans parole, il n’y a pas de niveau à juger.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>No peaks are cut off.</source>
        <translation>Aucune crête n’est écrêtée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Some peaks are cut off ({value} % of the recording): lower the input level and record again if you can.</source>
        <translation>Quelques crêtes sont écrêtées ({value} % de l’enregistrement) : baissez le niveau d’entrée et réenregistrez si vous le pouvez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is distorted, its peaks are cut off ({value} % of it): lower the input level or move back, then record again.</source>
        <translation>L’enregistrement est saturé, ses crêtes sont écrêtées ({value} %) : baissez le niveau d’entrée ou reculez, puis réenregistrez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The loudest parts sound cut off, though the file was changed since: lower the input level and record again if you can.</source>
        <translation>Les parties les plus fortes semblent écrêtées, même si le fichier a été modifié depuis : baissez le niveau d’entrée et réenregistrez si vous le pouvez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The background is quiet enough ({value} dB below the voice, floor {floor} dBFS).</source>
        <translation>Le bruit de fond est assez faible ({value} dB sous la voix, plancher {floor} dBFS).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is audible noise, only {value} dB below the voice (floor {floor} dBFS): switch off fans, close doors and windows, or move closer to the microphone.</source>
        <translation>On entend du bruit, {value} dB seulement sous la voix (plancher {floor} dBFS) : éteignez les ventilateurs, fermez portes et fenêtres, ou rapprochez-vous du microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The background is too loud, only {value} dB below the voice (floor {floor} dBFS): find a quieter room and move closer to the microphone.</source>
        <translation>Le bruit de fond est trop fort, {value} dB seulement sous la voix (plancher {floor} dBFS) : trouvez une pièce plus calme et rapprochez-vous du microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Noise comes and goes between the words, {value} dB below the voice: record without clicks, keys and dishes, or cut those pauses out.</source>
        <translation>Un bruit va et vient entre les mots, {value} dB sous la voix : enregistrez sans clics, bruits de clavier ni de vaisselle, ou coupez ces pauses.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Loud noise comes and goes between the words, only {value} dB below the voice: keys, clicks or dishes are cloned with it; record again without them.</source>
        <translation>Un bruit fort va et vient entre les mots, {value} dB seulement sous la voix : clavier, clics ou vaisselle sont clonés avec elle ; réenregistrez sans eux.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Knocks are heard over the words, {value} times a minute and louder than the voice: record without clicks, keys and dishes.</source>
        <translation>Des chocs couvrent les mots, {value} fois par minute et plus forts que la voix : enregistrez sans clics, bruits de clavier ni de vaisselle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Knocks are heard over the words, {value} times a minute and louder than the voice: keys, clicks or dishes are cloned with it; record again without them.</source>
        <translation>Des chocs couvrent les mots, {value} fois par minute et plus forts que la voix : clavier, clics ou vaisselle sont clonés avec elle ; réenregistrez sans eux.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is sound at {floor} dBFS but no voice in it: record speech in a quiet room.</source>
        <translation>Il y a du son à {floor} dBFS, mais aucune voix : enregistrez de la parole dans une pièce calme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Without speech there is nothing to compare the background with.</source>
        <translation>Sans parole, il n’y a rien à quoi comparer le bruit de fond.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is little silence in it ({value} %).</source>
        <translation>Il contient peu de silence ({value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Much of the recording is silence ({value} %): cut it out, or read without long stops.</source>
        <translation>Une bonne part de l’enregistrement est du silence ({value} %) : coupez-le, ou lisez sans longs arrêts.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>All of it counts as silence: check that the right microphone is chosen, and that nothing muffles it.</source>
        <translation>Tout compte comme du silence : vérifiez que le bon microphone est choisi, et que rien ne l’étouffe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is completely silent: the microphone may be muted, or the wrong one is chosen.</source>
        <translation>L’enregistrement est entièrement silencieux : le microphone est peut-être coupé, ou ce n’est pas le bon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{most_mb} MB or less</source>
        <translation>{most_mb} Mo ou moins</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>less than {most_mb} MB</source>
        <translation>moins de {most_mb} Mo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {size_mb} large</source>
        <translation>pèse {size_mb}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is mono</source>
        <translation>est mono</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>has {channels} channels</source>
        <translation>a {channels} canaux</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{most} channels at most</source>
        <translation>{most} canaux au plus</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>WAV of {wav_bits} bit</source>
        <translation>WAV {wav_bits} bits</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{names} or {names2}</source>
        <translation>{names} ou {names2}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>has the format {container}</source>
        <translation>est au format {container}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {container} of {bits} bit floating point</source>
        <translation>est en {container}, {bits} bits à virgule flottante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {container} of {bits} bit</source>
        <translation>est en {container}, {bits} bits</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>less than 0.1 MB</source>
        <translation>moins de 0,1 Mo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has}, as asked for ({asked}).</source>
        <translation>Le fichier {has}, comme demandé ({asked}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has}; used as it is it would be refused, as {asked} is asked for. </source>
        <translation>Le fichier {has} ; tel quel, il serait refusé, car voici ce qui est demandé : {asked}. </translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>For a voice made here it is converted automatically.</source>
        <translation>Pour une voix créée ici, il est converti automatiquement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has} and is converted automatically to what is asked for ({asked}).</source>
        <translation>Le fichier {has} et est converti automatiquement en ce qui est demandé ({asked}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{name} is one of the languages it knows.</source>
        <translation>{name} est l’une des langues qu’il connaît.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{name} is not among the languages it knows ({known}): choose one of them, or another engine.</source>
        <translation>{name} n’est pas parmi les langues qu’il connaît ({known}) : choisissez l’une d’elles, ou un autre moteur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/gate_check.py"/>
        <source>{usable_s} s of the recording are usable speech.</source>
        <translation>{usable_s} s de l’enregistrement sont de la parole utilisable.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/gate_check.py"/>
        <source>Only {shown_s} s of usable speech were counted in the recording, {needed_s} s less than the {needed_s2} s asked for: record again and speak longer; pauses, noise and cut-off peaks do not count.</source>
        <translation>Seules {shown_s} s de parole utilisable ont été comptées dans l’enregistrement, soit {needed_s} s de moins que les {needed_s2} s demandées : réenregistrez en parlant plus longtemps ; les pauses, le bruit et les crêtes écrêtées ne comptent pas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is no mains hum.</source>
        <translation>Il n’y a pas de ronflement du secteur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Mains hum ({mains} Hz) is faint, {value} dB below the voice.</source>
        <translation>Le ronflement du secteur ({mains} Hz) est faible, {value} dB sous la voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Mains hum ({mains} Hz) is heard, only {value} dB below the voice: try another cable or socket, move away from power supplies, or run the computer from its battery.</source>
        <translation>On entend le ronflement du secteur ({mains} Hz), {value} dB seulement sous la voix : essayez un autre câble ou une autre prise, éloignez-vous des blocs d’alimentation, ou faites marcher l’ordinateur sur batterie.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Without speech there is nothing to compare hum with.</source>
        <translation>Sans parole, il n’y a rien à quoi comparer le ronflement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording is centred on zero (offset {value} %).</source>
        <translation>L’enregistrement est centré sur zéro (décalage {value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording lies {value} % off zero. That is corrected automatically, but may come from a faulty sound card or cable.</source>
        <translation>L’enregistrement est décalé de {value} % par rapport à zéro. C’est corrigé automatiquement, mais cela peut venir d’une carte son ou d’un câble défectueux.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The room sounds dry (sounds die away in {value} s).</source>
        <translation>La pièce est mate (les sons s’éteignent en {value} s).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The room echoes (sounds die away in {value} s): move closer to the microphone, and record where curtains, carpets or a full wardrobe swallow the sound.</source>
        <translation>La pièce résonne (les sons s’éteignent en {value} s) : rapprochez-vous du microphone, et enregistrez là où rideaux, tapis ou penderie pleine absorbent le son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is too little speech to hear the room.</source>
        <translation>Il y a trop peu de parole pour entendre la pièce.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches up to {value} Hz.</source>
        <translation>La voix monte jusqu’à {value} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The sample rate is {value} Hz: record with {limit} Hz or more, otherwise the voice will sound dull.</source>
        <translation>La fréquence d’échantillonnage est de {value} Hz : enregistrez à {limit} Hz ou plus, sinon la voix sera terne.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches only up to {value} Hz, as over a telephone or after strong compression: record anew without a phone line or headset connection, or find a less compressed copy.</source>
        <translation>La voix ne monte que jusqu’à {value} Hz, comme au téléphone ou après une forte compression : réenregistrez sans ligne téléphonique ni casque sans fil, ou trouvez une copie moins compressée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches only up to {value} Hz, as over a telephone, too little to recognise it by: record anew without a phone line or headset connection, or find a better copy.</source>
        <translation>La voix ne monte que jusqu’à {value} Hz, comme au téléphone, trop peu pour la reconnaître : réenregistrez sans ligne téléphonique ni casque sans fil, ou trouvez une meilleure copie.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice is heard up to {value} Hz; noise hides what may lie above.</source>
        <translation>La voix s’entend jusqu’à {value} Hz ; le bruit cache ce qui peut se trouver au-dessus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is too little speech to tell how far up the voice reaches.</source>
        <translation>Il y a trop peu de parole pour dire jusqu’où monte la voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There are no dropouts.</source>
        <translation>Il n’y a pas de coupures.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is a dropout or a repeated block in the recording: close other programs or use another cable, and record again.</source>
        <translation>L’enregistrement comporte une coupure ou un bloc répété : fermez d’autres programmes ou utilisez un autre câble, puis réenregistrez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording has {value} dropouts or repeated blocks: close other programs or use another cable, and record again.</source>
        <translation>L’enregistrement comporte {value} coupures ou blocs répétés : fermez d’autres programmes ou utilisez un autre câble, puis réenregistrez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording is full of dropouts ({value}): close other programs or use another cable, and record again.</source>
        <translation>L’enregistrement est plein de coupures ({value}) : fermez d’autres programmes ou utilisez un autre câble, puis réenregistrez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>Personne ne parle seul pendant {needed} s d’affilée : enregistrez une seule personne, ou découpez ce que dit une personne, enregistrez-le en plusieurs fichiers, et ouvrez-les ensemble.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The longest pause is {value} s.</source>
        <translation>La plus longue pause est de {value} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The longest pause is {value} s: read on after {limit} s at most, or cut it out.</source>
        <translation>La plus longue pause est de {value} s : reprenez après {limit} s au plus, ou coupez-la.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>One voice speaks all the time (likeness {value} %).</source>
        <translation>Une seule voix parle tout le temps (ressemblance {value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice changes a lot (likeness {value} %), there may be more than one speaker: keep only the parts with one person.</source>
        <translation>La voix change beaucoup (ressemblance {value} %), il y a peut-être plus d’un locuteur : ne gardez que les parties avec une seule personne.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>More than one person speaks (likeness {value} %): keep only the parts with one person.</source>
        <translation>Plus d’une personne parle (ressemblance {value} %) : ne gardez que les parties avec une seule personne.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is more than one speaker (likeness {value} %): keep only the parts with one person.</source>
        <translation>Il y a plus d’un locuteur (ressemblance {value} %) : ne gardez que les parties avec une seule personne.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice changes a lot (likeness {value} %), there may be more than one speaker. Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>La voix change beaucoup (ressemblance {value} %), il y a peut-être plus d’un locuteur. Personne ne parle seul pendant {needed} s d’affilée : enregistrez une seule personne, ou découpez ce que dit une personne, enregistrez-le en plusieurs fichiers, et ouvrez-les ensemble.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>More than one person speaks (likeness {value} %). Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>Plus d’une personne parle (ressemblance {value} %). Personne ne parle seul pendant {needed} s d’affilée : enregistrez une seule personne, ou découpez ce que dit une personne, enregistrez-le en plusieurs fichiers, et ouvrez-les ensemble.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is more than one speaker (likeness {value} %). Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>Il y a plus d’un locuteur (ressemblance {value} %). Personne ne parle seul pendant {needed} s d’affilée : enregistrez une seule personne, ou découpez ce que dit une personne, enregistrez-le en plusieurs fichiers, et ouvrez-les ensemble.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Several voices may be speaking at once (likeness {value} %): record one person alone.</source>
        <translation>Plusieurs voix parlent peut-être en même temps (ressemblance {value} %) : enregistrez une seule personne.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Two voices seem to speak at once (two pitches in {value} % of the speech): record one person alone.</source>
        <translation>Deux voix semblent parler en même temps (deux hauteurs dans {value} % de la parole) : enregistrez une seule personne.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to tell voices apart.</source>
        <translation>Il y a trop peu de parole pour distinguer les voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is no music in it ({value} % held notes).</source>
        <translation>Il ne contient pas de musique ({value} % de notes tenues).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There may be music or singing ({value} % held notes): switch it off and speak, or use a recording without it.</source>
        <translation>Il y a peut-être de la musique ou du chant ({value} % de notes tenues) : coupez la musique et parlez, ou prenez un enregistrement qui n’en contient pas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is music in it ({value} % held notes): use speech without any music.</source>
        <translation>Il contient de la musique ({value} % de notes tenues) : prenez de la parole sans aucune musique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The words seem to be sung (the voice holds its pitch {value} % of the time): speak them.</source>
        <translation>Les paroles semblent chantées (la voix tient sa hauteur {value} % du temps) : dites-les.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice is voiced, not whispered ({value} %).</source>
        <translation>La parole est voisée, non chuchotée ({value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Much of the speech is whispered (only {value} % voiced): speak with your full voice.</source>
        <translation>Une bonne part de la parole est chuchotée (voisée à {value} % seulement) : parlez à pleine voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The speech is whispered (only {value} % voiced): speak with your full voice.</source>
        <translation>La parole est chuchotée (voisée à {value} % seulement) : parlez à pleine voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The background is too loud to tell whether the speech is whispered.</source>
        <translation>Le bruit de fond est trop fort pour dire si la parole est chuchotée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to tell whether it is whispered.</source>
        <translation>Il y a trop peu de parole pour dire si elle est chuchotée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The recording carries no mark of synthetic speech that could be heard.</source>
        <translation>Aucune marque de parole synthétique n’a été détectée dans l’enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>This recording is marked as synthetic speech ({value} % sure): a voice made from it copies what a machine said; record the person instead.</source>
        <translation>Cet enregistrement est marqué comme parole synthétique (certitude : {value} %) : une voix qui en serait tirée copierait ce qu’une machine a dit ; enregistrez plutôt la personne.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to listen for the mark of synthetic speech.</source>
        <translation>Il y a trop peu de parole pour chercher la marque de parole synthétique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/judging/judging_process.py"/>
        <source>The part of the program that listens to recordings cannot be started.</source>
        <translation>La partie du programme qui écoute les enregistrements ne peut pas être démarrée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/judging/judging_process.py"/>
        <source>The part of the program that listens to recordings stopped working.</source>
        <translation>La partie du programme qui écoute les enregistrements a cessé de fonctionner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>Too loud, peaks are cut off: move back a little, or turn the microphone down.</source>
        <translation>Trop fort, des crêtes sont écrêtées : reculez un peu, ou baissez le niveau du microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>You are quiet: come closer to the microphone.</source>
        <translation>Vous parlez bas : rapprochez-vous du microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>You are loud: move back a little.</source>
        <translation>Vous parlez fort : reculez un peu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>That sounds whispered: speak with your full voice.</source>
        <translation>On dirait un chuchotement : parlez à pleine voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>A steady noise is heard, like a fan: switch it off, or come closer to the microphone.</source>
        <translation>On entend un bruit constant, comme un ventilateur : éteignez-le, ou rapprochez-vous du microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>There is noise around you: close doors and windows, or come closer to the microphone.</source>
        <translation>Il y a du bruit autour de vous : fermez portes et fenêtres, ou rapprochez-vous du microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>Nobody is heard: speak, or choose another microphone.</source>
        <translation>On n’entend personne : parlez, ou choisissez un autre microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>A sample rate of {sample_rate} Hz cannot be reviewed.</source>
        <translation>Un son à {sample_rate} Hz ne peut pas être contrôlé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Use 16 kHz or more.</source>
        <translation>Utilisez 16 kHz ou plus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Only mono sound can be reviewed.</source>
        <translation>Seul un son mono peut être contrôlé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Choose one channel first.</source>
        <translation>Choisissez d’abord un canal.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>The recording holds values that are not numbers.</source>
        <translation>L’enregistrement contient des valeurs qui ne sont pas des nombres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Export it again, or record anew.</source>
        <translation>Exportez-le à nouveau, ou réenregistrez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/profiles.py"/>
        <source>There is no profile “{name}”.</source>
        <translation>Il n’y a pas de profil « {name} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/profiles.py"/>
        <source>Choose one of: {profiles}.</source>
        <translation>Choisissez l’un de ceux-ci : {profiles}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>A voice was heard</source>
        <translation>Une voix a été entendue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Something was heard</source>
        <translation>Quelque chose a été entendu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone sends nothing at all: it is muted, not connected, or another one has taken its place. Unmute it, or choose another microphone.</source>
        <translation>Le microphone n’envoie rien du tout : il est coupé, non connecté, ou un autre a pris sa place. Réactivez-le, ou choisissez un autre microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone hears almost nothing, less than any room has: switch it on, or turn its input level up.</source>
        <translation>Le microphone n’entend presque rien, moins que dans n’importe quelle pièce : allumez-le, ou montez son niveau d’entrée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone works.</source>
        <translation>Le microphone fonctionne.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>{disturbance} while the room was listened to: be silent for two seconds.</source>
        <translation>{disturbance} pendant l’écoute de la pièce : gardez le silence deux secondes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is quiet enough ({floor}).</source>
        <translation>La pièce est assez calme ({floor}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is a little loud ({floor}): switch off fans, close doors and windows.</source>
        <translation>La pièce est un peu bruyante ({floor}) : éteignez les ventilateurs, fermez portes et fenêtres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is too loud ({floor}): switch off what makes noise, or find a quieter room.</source>
        <translation>La pièce est trop bruyante ({floor}) : éteignez ce qui fait du bruit, ou trouvez une pièce plus calme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>It could not be told whether the mains hums.</source>
        <translation>On n’a pas pu dire si le secteur ronfle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Nothing hums.</source>
        <translation>Rien ne ronfle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>{hum_hz} Hz, {hum_dbfs} dBFS</source>
        <translation>{hum_hz} Hz, {hum_dbfs} dBFS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The mains hum is too faint to matter ({level}).</source>
        <translation>Le ronflement du secteur est trop faible pour gêner ({level}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The mains hums ({level}): try another cable or socket, and move away from power supplies.</source>
        <translation>Le secteur ronfle ({level}) : essayez un autre câble ou une autre prise, et éloignez-vous des blocs d’alimentation.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparing.py"/>
        <source>The part of the program that compares voices cannot be started.</source>
        <translation>La partie du programme qui compare les voix ne peut pas être démarrée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparing.py"/>
        <source>The part of the program that compares voices stopped working.</source>
        <translation>La partie du programme qui compare les voix a cessé de fonctionner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparison.py"/>
        <source>There is no voice in it that could be compared.</source>
        <translation>Il ne contient aucune voix qui puisse être comparée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/speech_only.py"/>
        <source>There is too little speech to compare.</source>
        <translation>Il y a trop peu de parole à comparer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/speech_only.py"/>
        <source>Record or choose one with more speech.</source>
        <translation>Enregistrez-en ou choisissez-en un avec plus de parole.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/answering.py"/>
        <source>The service could not read or write its files.</source>
        <translation>Le service n’a pas pu lire ou écrire ses fichiers.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/answering.py"/>
        <source>The service is busy: there is more to do than may wait.</source>
        <translation>Le service est occupé : il y a plus de demandes qu’il n’en peut attendre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>The service fetches nothing.</source>
        <translation>Le service ne va rien chercher.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>Send the recording itself, as a data address or a file.</source>
        <translation>Envoyez l’enregistrement lui-même, sous forme d’adresse de données ou de fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>It is not JSON</source>
        <translation>Ce n’est pas du JSON</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>The recording is not base64.</source>
        <translation>L’enregistrement n’est pas en base64.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>Send a data address or a file.</source>
        <translation>Envoyez une adresse de données ou un fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The recording could not be fetched from its address.</source>
        <translation>L’enregistrement n’a pas pu être récupéré à son adresse.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Send it itself.</source>
        <translation>Envoyez-le directement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The address leads on and on.</source>
        <translation>L’adresse redirige sans fin.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Name the recording's own address.</source>
        <translation>Indiquez l’adresse de l’enregistrement lui-même.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Only http and https addresses at their usual ports are fetched.</source>
        <translation>Seules les adresses http et https sur leurs ports habituels sont récupérées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The address is not one of the open internet.</source>
        <translation>L’adresse n’est pas une adresse de l’internet public.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Send the recording itself.</source>
        <translation>Envoyez l’enregistrement lui-même.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The recording is larger than {most_bytes} MB.</source>
        <translation>L’enregistrement dépasse {most_bytes} MB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>There is no recording at the address (status {status}).</source>
        <translation>Il n’y a pas d’enregistrement à cette adresse (statut {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The service is not called by this name.</source>
        <translation>Le service ne répond pas à ce nom.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>Pages of other sites may not use this service.</source>
        <translation>Les pages d’autres sites ne peuvent pas utiliser ce service.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>There were too many requests in the last minute.</source>
        <translation>Il y a eu trop de demandes pendant la dernière minute.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The token is missing or wrong.</source>
        <translation>Le jeton manque ou est incorrect.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The request came in too slowly.</source>
        <translation>La demande est arrivée trop lentement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The request is larger than {most}.</source>
        <translation>La demande dépasse {most}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>Waiting for its turn</source>
        <translation>En attente de son tour</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>The voice is not there.</source>
        <translation>La voix n’est pas là.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>There is no job “{making_id}”.</source>
        <translation>Il n’y a pas de tâche « {making_id} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>Jobs are forgotten when the service ends.</source>
        <translation>Les tâches sont oubliées quand le service s’arrête.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>Install them with: pip install 'voicecloner[server]'</source>
        <translation>Installez-les avec : pip install 'voicecloner[server]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>This program cannot be added to: install VoiceCloner in Python, with: pip install 'voicecloner[server]'</source>
        <translation>Ce programme ne peut pas être complété : installez VoiceCloner dans Python, avec : pip install 'voicecloner[server]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>The packages of the service are not installed ({name}).</source>
        <translation>Les paquets du service ne sont pas installés ({name}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/recordings.py"/>
        <source>The recording takes too long to be judged.</source>
        <translation>L’évaluation de l’enregistrement prend trop de temps.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/recordings.py"/>
        <source>Send a minute of it.</source>
        <translation>Envoyez-en une minute.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>The text is longer than {most} characters.</source>
        <translation>Le texte dépasse {most} caractères.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>Send it in parts.</source>
        <translation>Envoyez-le en plusieurs parties.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>No voice is named.</source>
        <translation>Aucune voix n’est indiquée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>Name one as `voice`, or send a recording as `reference_audio`.</source>
        <translation>Indiquez-en une dans `voice`, ou envoyez un enregistrement dans `reference_audio`.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/running.py"/>
        <source>The service cannot listen on {host}, port {port}: {strerror}.</source>
        <translation>Le service ne peut pas écouter sur {host}, port {port} : {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/running.py"/>
        <source>Choose another port</source>
        <translation>Choisissez un autre port</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/uploads.py"/>
        <source>There is no room for the recordings that were sent.</source>
        <translation>Il n’y a pas de place pour les enregistrements envoyés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/uploads.py"/>
        <source>Free some space.</source>
        <translation>Libérez de l’espace.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>an address such as http://proxy.example:3128; within a name or password, / is written as %2F, ? as %3F, # as %23, [ as %5B and ] as %5D</source>
        <translation>une adresse telle que http://proxy.example:3128 ; dans un nom ou un mot de passe, il faut écrire %2F pour /, %3F pour ?, %23 pour #, %5B pour [ et %5D pour ]</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a folder</source>
        <translation>le chemin d’un dossier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Long texts</source>
        <translation>Textes longs</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>as spoken</source>
        <translation>telle quelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The setting {key} cannot be {shown}.</source>
        <translation>Le réglage {key} ne peut pas valoir {shown}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>It takes {allowed}.</source>
        <translation>Valeur attendue : {allowed}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>one of {choices}</source>
        <translation>l’un des choix {choices}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>{low} to {high} {unit}</source>
        <translation>de {low} à {high} {unit}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>any text</source>
        <translation>tout texte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The microphone to record with.</source>
        <translation>Le microphone avec lequel enregistrer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the name of a microphone, as this computer calls it</source>
        <translation>le nom d’un microphone, tel que cet ordinateur l’appelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>The system's default</source>
        <translation>Celui du système</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Which input of a microphone with several to use; 0: the one that is heard.</source>
        <translation>L’entrée à utiliser d’un microphone qui en a plusieurs ; 0 : celle qui reçoit du son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The loudspeaker or headphones to play on.</source>
        <translation>Le haut-parleur ou le casque sur lequel lire.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the name of a loudspeaker, as this computer calls it</source>
        <translation>le nom d’un haut-parleur, tel que cet ordinateur l’appelle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The language of the window, from its next start on.</source>
        <translation>La langue de la fenêtre, à partir de son prochain démarrage.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Light or dark, or as the system has it.</source>
        <translation>Clair ou sombre, ou comme le système.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How many voices the library holds at most.</source>
        <translation>Le nombre maximal de voix dans la bibliothèque.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Language of new voices and texts, e.g. en or pt-BR.</source>
        <translation>Langue des nouvelles voix et des nouveaux textes, par exemple en ou pt-BR.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the tag of a language</source>
        <translation>le code d’une langue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The engine new voices are cloned with; auto: the best one installed for the language.</source>
        <translation>Le moteur avec lequel les nouvelles voix sont clonées ; auto : le meilleur installé pour la langue.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>auto or the id of an engine</source>
        <translation>auto ou l’identifiant d’un moteur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Where neural engines work: on the graphics card (cuda), on the processor (cpu), or as it suits this computer.</source>
        <translation>Où travaillent les moteurs neuronaux : sur la carte graphique (cuda), sur le processeur (cpu), ou au mieux pour cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How long an engine that is not used keeps its memory.</source>
        <translation>Le temps pendant lequel un moteur inutilisé garde sa mémoire.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How fast voices speak; 1 is the voice's own pace.</source>
        <translation>La vitesse à laquelle parlent les voix ; 1 est le débit propre à la voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How fast takes are heard on the page Speak, at the same pitch; the takes stay as they are.</source>
        <translation>À quelle vitesse les prises s’entendent sur la page Parler, à hauteur égale ; les prises restent telles quelles.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>For how many days on which VoiceCloner is used what was spoken is kept; then it is erased here. Files you saved stay.</source>
        <translation>Le nombre de jours d’utilisation de VoiceCloner pendant lesquels ce qui a été dit est conservé ; ensuite, c’est effacé ici. Les fichiers que vous avez enregistrés restent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>days of use</source>
        <translation>jours d’utilisation</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Ask before closing while something that was spoken is not saved.</source>
        <translation>Demander avant de fermer tant que quelque chose qui a été dit n’est pas enregistré dans un fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Put an inaudible mark into all speech that tells it is synthetic.</source>
        <translation>Mettre dans toute parole une marque inaudible qui signale qu’elle est synthétique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>New speech carries no mark: once such a file has lost its tags, nothing tells that it is synthetic.</source>
        <translation>La nouvelle parole ne porte pas de marque : quand un tel fichier a perdu ses métadonnées, rien ne dit qu’il est synthétique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Sign the WAV, FLAC, MP3 and M4A files you save (content credentials, C2PA): programs that read this tell that a machine spoke, and whether the file was changed since.</source>
        <translation>Signer les fichiers WAV, FLAC, MP3 et M4A que vous enregistrez (attestation de contenu, C2PA) : les programmes qui la lisent disent qu’une machine a parlé, et si le fichier a été modifié depuis.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>A PEM file with your certificate for content credentials, and those above it. The one made here is known to this computer alone.</source>
        <translation>Un fichier PEM avec votre certificat pour l’attestation de contenu, et ceux qui sont au-dessus. Celui créé ici n’est connu que de cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as ~/certificate.pem</source>
        <translation>le chemin d’un fichier, tel que ~/certificat.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>One made on this computer</source>
        <translation>Un certificat créé sur cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The PEM file with the key of your certificate for content credentials, without a password.</source>
        <translation>Le fichier PEM avec la clé de votre certificat pour l’attestation de contenu, sans mot de passe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as ~/key.pem</source>
        <translation>le chemin d’un fichier, tel que ~/cle.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>That of the one made on this computer</source>
        <translation>Celle du certificat créé sur cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The folder speech is saved in, unless you choose another; the last one is kept.</source>
        <translation>Le dossier où la parole est enregistrée, sauf si vous en choisissez un autre ; le dernier est retenu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>Your music</source>
        <translation>Votre dossier Musique</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The format in which takes are exported and dragged out of the window; the last one is kept.</source>
        <translation>Le format dans lequel les prises sont exportées et glissées hors de la fenêtre ; le dernier est retenu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How many bits each sample of an exported WAV or FLAC has.</source>
        <translation>Le nombre de bits de chaque échantillon d’un fichier WAV ou FLAC exporté.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Sample rate of exported takes; 0: the voice's own.</source>
        <translation>La fréquence d’échantillonnage des prises exportées ; 0 : celle de la voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Bits per second of exported MP3, Opus and M4A; 0: what is usual.</source>
        <translation>Le nombre de bits par seconde des fichiers MP3, Opus et M4A exportés ; 0 : la valeur usuelle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How loud exported takes are, in LUFS.</source>
        <translation>La sonie des prises exportées, en LUFS.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>What exported takes are called, of {voice}, {text}, {date}, {time}, {number}, {id}, {language} and {engine}.</source>
        <translation>Le nom des prises exportées, composé de {voice}, {text}, {date}, {time}, {number}, {id}, {language} et {engine}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>a pattern such as {date}_{voice}_{number}</source>
        <translation>un modèle tel que {date}_{voice}_{number}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How loud the files of books and tables are, in LUFS.</source>
        <translation>Sonie des fichiers des livres et des tableaux, en LUFS.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How often each line of a table is said; the best is kept.</source>
        <translation>Combien de fois chaque ligne d’un tableau est lue ; la meilleure est gardée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The Dask cluster that says the lines of tables.</source>
        <translation>Le cluster Dask qui lit les lignes des tableaux.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the address of its scheduler, such as tcp://10.0.0.5:8786</source>
        <translation>l’adresse de son ordonnanceur, par exemple tcp://10.0.0.5:8786</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>This computer</source>
        <translation>Cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The folder recordings are looked for in; the last one is kept.</source>
        <translation>Le dossier où l’on cherche les enregistrements ; le dernier est retenu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How much speech a recording made here must hold to be used; a file may hold less.</source>
        <translation>La quantité de parole que doit contenir un enregistrement fait ici pour être utilisé ; un fichier peut en contenir moins.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Another address to fetch models from.</source>
        <translation>Une autre adresse d’où télécharger les modèles.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Proxy for downloads, e.g. http://proxy.example:3128, or http://name:password@… where it asks for one.</source>
        <translation>Proxy pour les téléchargements, par exemple http://proxy.example:3128, ou http://nom:motdepasse@… s’il en demande.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>The system's</source>
        <translation>Celui du système</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>A PEM file of certificates to trust besides the system's.</source>
        <translation>Un fichier PEM de certificats à reconnaître en plus de ceux du système.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as /etc/ssl/company.pem</source>
        <translation>le chemin d’un fichier, tel que /etc/ssl/societe.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Seconds counted down before a recording begins; 0: none.</source>
        <translation>Secondes décomptées avant le début d’un enregistrement ; 0 : aucune.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Show the microphone's level before a recording too; nothing is kept of it.</source>
        <translation>Afficher aussi le niveau du microphone avant un enregistrement ; rien n’en est conservé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Listen to the room for two seconds before the first recording with a microphone.</source>
        <translation>Écouter la pièce pendant deux secondes avant le premier enregistrement avec un microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Other programs on this computer, and a page in the browser, can use your voices while the window is open.</source>
        <translation>Les autres programmes de cet ordinateur, et une page dans le navigateur, peuvent utiliser vos voix tant que la fenêtre est ouverte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The port other programs ask at.</source>
        <translation>Le port auquel les autres programmes s’adressent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <location filename="../../voicecloner/use_cases/upkeep/change_setting.py"/>
        <source>There is no setting called “{key}”.</source>
        <translation>Il n’y a pas de réglage nommé « {key} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <location filename="../../voicecloner/use_cases/upkeep/change_setting.py"/>
        <source>The settings are {settings}.</source>
        <translation>Les réglages sont {settings}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>This computer has no keyring that could keep the password: it counts until VoiceCloner ends. To have it for good, put the whole address into the environment variable HTTPS_PROXY.</source>
        <translation>Cet ordinateur n’a pas de trousseau qui puisse conserver le mot de passe : il vaut jusqu’à la fermeture de VoiceCloner. Pour le garder définitivement, mettez l’adresse entière dans la variable d’environnement HTTPS_PROXY.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>{message} The default settings are used.</source>
        <translation>{message} Les réglages par défaut sont utilisés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>{message} {hint} The default is used.</source>
        <translation>{message} {hint} La valeur par défaut est utilisée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>A password could not be taken out of the settings: {message}</source>
        <translation>Un mot de passe n’a pas pu être retiré des réglages : {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>The settings file could not be understood; it was kept as {kept} and the defaults are used.</source>
        <translation>Le fichier des réglages n’a pas pu être compris ; il a été conservé sous {kept} et les réglages par défaut sont utilisés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>All {channels} channels carry the same sound and were mixed into one.</source>
        <translation>Les {channels} canaux portent tous le même son et ont été mélangés en un seul.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel {used} of {channels} is used, because the speech is clearest there.</source>
        <translation>Le canal {used} sur {channels} est utilisé, car la parole y est la plus claire.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel {used} of {channels} is used, because channel 1 is silent.</source>
        <translation>Le canal {used} sur {channels} est utilisé, car le canal 1 est silencieux.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of 2 is used, because channel 2 is silent.</source>
        <translation>Le canal 1 sur 2 est utilisé, car le canal 2 est silencieux.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of 2 is used alone, because the two channels have opposite phase and would cancel each other.</source>
        <translation>Le canal 1 sur 2 est utilisé seul, car les deux canaux sont en opposition de phase et s’annuleraient.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of {channels} is used.</source>
        <translation>Le canal 1 sur {channels} est utilisé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>In this format the peaks of the sound cannot be kept below {peak_limit_dbtp} dBTP.</source>
        <translation>Dans ce format, les crêtes du son ne peuvent pas être maintenues sous {peak_limit_dbtp} dBTP.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>Choose a lower loudness, a higher bit rate or another format.</source>
        <translation>Choisissez une sonie plus faible, un débit binaire plus élevé ou un autre format.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>It is silent, and stays so.</source>
        <translation>C’est silencieux et cela le reste.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>: louder, its peaks would pass {peak_limit_dbtp} dBTP or be audibly cut off</source>
        <translation>, car à un niveau plus fort ses crêtes dépasseraient {peak_limit_dbtp} dBTP ou seraient écrêtées de façon audible</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>It has {lufs} LUFS instead of {wanted_lufs}{why}.</source>
        <translation>Le son est à {lufs} LUFS au lieu de {wanted_lufs}{why}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>turning the loudest moments down by up to {turned_down_db} dB</source>
        <translation>baissant de {turned_down_db} dB au plus les moments les plus forts</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>Without peaks above {peak_limit_dbtp} dBTP, {wanted_lufs} LUFS is reached only by {down}.</source>
        <translation>Sans crêtes au-dessus de {peak_limit_dbtp} dBTP, une sonie de {wanted_lufs} LUFS ne s’atteint qu’en {down}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>The reader of documents cannot be started.</source>
        <translation>La partie du programme qui lit les documents ne peut pas démarrer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>“{name}” is damaged in a way that stops its reader.</source>
        <translation>« {name} » est endommagé au point que sa lecture s’interrompt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>Reading “{name}” took longer than any book does, and was stopped.</source>
        <translation>La lecture de « {name} » a duré plus longtemps que pour tout livre, et a été arrêtée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>“{name}” needs more memory to be read than a book should.</source>
        <translation>« {name} » demande plus de mémoire pour être lu qu’un livre ne devrait.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is damaged: “{name2}” is missing in it.</source>
        <translation>« {name} » est endommagé : il y manque « {name2} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” holds a text that is longer than any book.</source>
        <translation>« {name} » contient un texte plus long que n’importe quel livre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is locked with a password.</source>
        <translation>« {name} » est protégé par un mot de passe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>Save it without one.</source>
        <translation>Enregistrez-le sans mot de passe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is damaged: “{name2}” in it cannot be read.</source>
        <translation>« {name} » est endommagé : « {name2} », à l’intérieur, ne peut pas être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” would fill the memory when it is unpacked, as no book does: it was not opened.</source>
        <translation>« {name} » remplirait la mémoire une fois décompressé, ce qu’aucun livre ne fait : il n’a pas été ouvert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” holds a file that would lie outside of it: it was not opened.</source>
        <translation>« {name} » contient un fichier qui voudrait se placer en dehors de lui : il n’a pas été ouvert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” holds no text, only pictures.</source>
        <translation>« {name} » ne contient pas de texte, seulement des images.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>Choose an edition with text.</source>
        <translation>Choisissez une édition avec du texte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>{count} of its pages are missing in the file.</source>
        <translation>{count} de ses pages manquent dans le fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” is not an EPUB: it does not say which pages it has.</source>
        <translation>« {name} » n’est pas un EPUB : il ne dit pas quelles pages il a.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” is protected against copying, and its text cannot be read.</source>
        <translation>« {name} » est protégé contre la copie, et son texte ne peut pas être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>Choose an edition without protection.</source>
        <translation>Choisissez une édition sans protection.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/markup_tree.py"/>
        <source>“{name}” declares entities of its own, as no book needs: it was not opened.</source>
        <translation>« {name} » déclare ses propres entités, ce dont aucun livre n’a besoin : il n’a pas été ouvert.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>“{name}” is a folder.</source>
        <translation>« {name} » est un dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Name a document in it.</source>
        <translation>Indiquez un document de ce dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>“{name}” is of a kind that cannot be read.</source>
        <translation>« {name} » est d’un type qui ne peut pas être lu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Those that can: {kinds}.</source>
        <translation>Types lisibles : {kinds}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is not a file.</source>
        <translation>« {name} » n’est pas un fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Name a document.</source>
        <translation>Indiquez un document.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <location filename="../../voicecloner/speech/documents/subtitles.py"/>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>“{name}” holds no text.</source>
        <translation>« {name} » ne contient pas de texte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/subtitles.py"/>
        <source>“{name}” holds no subtitles that can be read.</source>
        <translation>« {name} » ne contient pas de sous-titres lisibles.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not text.</source>
        <translation>« {name} » n’est pas un texte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>“{name}” is longer than any book.</source>
        <translation>« {name} » est plus long que n’importe quel livre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>Split it into parts.</source>
        <translation>Divisez-le en plusieurs parties.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/word.py"/>
        <source>“{name}” is not a DOCX document, or is damaged.</source>
        <translation>« {name} » n’est pas un document DOCX, ou est endommagé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer could not say the text (code {status}).</source>
        <translation>Le synthétiseur vocal n’a pas pu dire le texte (code {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer has no voice named {voice}.</source>
        <translation>Le synthétiseur vocal n’a pas de voix nommée {voice}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer espeak-ng could not be loaded.</source>
        <translation>Le synthétiseur vocal espeak-ng n’a pas pu être chargé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer espeak-ng could not be started.</source>
        <translation>Le synthétiseur vocal espeak-ng n’a pas pu être démarré.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak_languages.py"/>
        <source>espeak-ng does not speak the language “{language}”.</source>
        <translation>espeak-ng ne parle pas la langue « {language} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak_languages.py"/>
        <source>Choose one of the languages in its list.</source>
        <translation>Choisissez l’une des langues de sa liste.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/moonshine.py"/>
        <source>The speech recognizer is not installed.</source>
        <translation>La reconnaissance vocale n’est pas installée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/moonshine.py"/>
        <source>The speech recognizer could not be loaded.</source>
        <translation>La reconnaissance vocale n’a pas pu être chargée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>Listening to the words</source>
        <translation>Écoute des paroles</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>The speech recognizer could not be started.</source>
        <translation>La reconnaissance vocale n’a pas pu être démarrée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>it ended without a message. {last_words}</source>
        <translation>elle s’est terminée sans un mot. {last_words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>The speech recognizer could not be used.</source>
        <translation>La reconnaissance vocale n’a pas pu être utilisée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>Use {field}, such as {number}_{voice}.</source>
        <translation>Utilisez {field}, par exemple {number}_{voice}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{pattern}” is not a pattern for file names.</source>
        <translation>« {pattern} » n’est pas un modèle de nom de fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” is not a pattern for file names: {{field}} cannot be used so.</source>
        <translation>« {pattern} » n’est pas un modèle de nom de fichier : {{field}} ne peut pas y servir ainsi.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” gives all files the same name.</source>
        <translation>« {pattern} » donne le même nom à tous les fichiers.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>the file “{name}” would lie outside the folder</source>
        <translation>le fichier « {name} » se trouverait en dehors du dossier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}” is not a name for a file</source>
        <translation>« {name} » n’est pas un nom de fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}” is not a name for a file that every system takes</source>
        <translation>« {name} » n’est pas un nom de fichier admis par tous les systèmes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}…” is longer than a file's name can be</source>
        <translation>« {name}… » est trop long pour un nom de fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>the file “{name}” would lie outside the folder, by way of a link in it</source>
        <translation>le fichier « {name} » se trouverait en dehors du dossier, par un lien qui s’y trouve</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/manifest.py"/>
        <source>Another batch is at work in {folder}.</source>
        <translation>La lecture d’un autre tableau est en cours dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/manifest.py"/>
        <source>Wait for it, or choose another.</source>
        <translation>Attendez la fin, ou choisissez un autre dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>Line {number}: {message}</source>
        <translation>Ligne {number} : {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>it names no voice.</source>
        <translation>elle ne nomme pas de voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>its file “{name}” is already that of line {other}.</source>
        <translation>son fichier « {name} » est déjà celui de la ligne {other}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>its {column} “{cells}” is not a number.</source>
        <translation>sa valeur de {column}, « {cells} », n’est pas un nombre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Reading the table</source>
        <translation>Lecture du tableau</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Looking at the lines</source>
        <translation>Examen des lignes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Not said yet.</source>
        <translation>Pas encore dite.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {fault}</source>
        <translation>Ligne {number} : {fault}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>{done} of {whole}</source>
        <translation>{done} sur {whole}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>about {done} left</source>
        <translation>encore environ {done}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>its file “{file}” is there already, and no batch in this folder has made it.</source>
        <translation>son fichier « {file} » est déjà là, et aucun tableau de ce dossier ne l’a produit.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>{processes} processes cannot work side by side.</source>
        <translation>{processes} processus ne peuvent pas travailler en parallèle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>“{folder}” is a file.</source>
        <translation>« {folder} » est un fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Name a folder for what is spoken.</source>
        <translation>Indiquez un dossier pour ce qui est dit.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>{number} line</source>
        <translation>{number} ligne</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>{number} lines</source>
        <translation>{number} lignes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>Save it again as XLSX or CSV.</source>
        <translation>Enregistrez-le à nouveau en XLSX ou CSV.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>“{name}” cannot be read as a spreadsheet.</source>
        <translation>« {name} » ne peut pas être lu comme feuille de calcul.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>“{name}” is not a spreadsheet that can be read.</source>
        <translation>« {name} » n’est pas une feuille de calcul lisible.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>this is not JSON.</source>
        <translation>ce n’est pas du JSON.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>this is not a JSON object.</source>
        <translation>ce n’est pas un objet JSON.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source> Did you mean “{near}”?</source>
        <translation> Vouliez-vous dire « {near} » ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source> Known are: {known}.</source>
        <translation> Colonnes connues : {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>there is no column “{name}”.{meant}</source>
        <translation>il n’y a pas de colonne « {name} ».{meant}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>the column “{name}” is there twice.</source>
        <translation>la colonne « {name} » est là deux fois.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>the column “{lacking}” is missing.</source>
        <translation>la colonne « {lacking} » manque.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not a table.</source>
        <translation>« {name} » n’est pas un tableau.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Its name must end in one of {table_suffixes}.</source>
        <translation>Son nom doit se terminer par l’une de ces extensions : {table_suffixes}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>There are no lines in “{name}”.</source>
        <translation>Il n’y a pas de lignes dans « {name} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Write at least one.</source>
        <translation>Écrivez-en au moins une.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” has more than {most_lines}.</source>
        <translation>« {name} » a plus de {most_lines}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Split it.</source>
        <translation>Divisez-le.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Name a table.</source>
        <translation>Indiquez un tableau.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is larger than 64 MB.</source>
        <translation>« {name} » dépasse 64 Mo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Save it as UTF-8.</source>
        <translation>Enregistrez-le en UTF-8.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not in UTF-8 and was read as Windows-1252: look at its accented letters.</source>
        <translation>« {name} » n’est pas en UTF-8 et a été lu en Windows-1252 : vérifiez ses lettres accentuées.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>The encoding of “{name}” is not known.</source>
        <translation>On ne sait pas dans quel encodage est « {name} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>a quote is opened and not closed, or stands where none belongs</source>
        <translation>un guillemet est ouvert et non fermé, ou se trouve là où il ne devrait pas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>a cell is longer than 131 072 characters</source>
        <translation>une cellule dépasse 131 072 caractères</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {reason}.</source>
        <translation>Ligne {number} : {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: there are more cells than columns; put text with delimiters into quotes.</source>
        <translation>Ligne {number} : il y a plus de cellules que de colonnes ; mettez entre guillemets le texte qui contient des séparateurs.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {error}</source>
        <translation>Ligne {number} : {error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>No batch is unfinished in {folder}.</source>
        <translation>Aucune lecture de tableau n’est inachevée dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>Begin it anew.</source>
        <translation>Recommencez depuis le début.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>Choose the same table and folder: it goes on where it left off.</source>
        <translation>Choisissez le même tableau et le même dossier : la lecture reprend là où elle en était.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>It is not known how this batch was begun.</source>
        <translation>On ne sait pas comment la lecture de ce tableau a été commencée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a JPEG or PNG picture.</source>
        <translation>Choisissez une image JPEG ou PNG.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is not a picture that a cover can be made from.</source>
        <translation>« {name} » n’est pas une image dont on puisse faire une couverture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a JPEG or PNG.</source>
        <translation>Choisissez un JPEG ou un PNG.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is larger than 10 MB.</source>
        <translation>« {name} » dépasse 10 Mo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a smaller picture.</source>
        <translation>Choisissez une image plus petite.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/kept_request.py"/>
        <source>Choose the same document, voice and chapters as then: it goes on where it left off.</source>
        <translation>Choisissez le même document, la même voix et les mêmes chapitres qu’alors : la lecture reprend là où elle en était.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/kept_request.py"/>
        <source>It is not known how this book was begun.</source>
        <translation>On ne sait pas comment la lecture de ce livre a été commencée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>“{title}” cannot be continued: its document or one of its voices was changed.</source>
        <translation>La lecture de « {title} » ne peut pas être poursuivie : son document ou l’une de ses voix a changé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Begin it anew, or bring the document back as it was.</source>
        <translation>Recommencez-la, ou remettez le document dans son état d’origine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Chapter {number} of {count}: {title}</source>
        <translation>Chapitre {number} sur {count} : {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Stopped: {percent} % of the book is said and kept.</source>
        <translation>Arrêté : {percent} % du livre sont dits et conservés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>The same command goes on with it.</source>
        <translation>La même commande le poursuit.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Choose another folder or name, or tick “Replace files that are there”</source>
        <translation>Choisissez un autre dossier ou un autre nom, ou cochez « Remplacer les fichiers »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>“{there}” is there already.</source>
        <translation>« {there} » est déjà là.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Nothing of this document can be spoken: the engine has no sound for what it is written in.</source>
        <translation>Rien de ce document ne peut être dit : le moteur ne sait pas prononcer son écriture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Choose a voice that speaks its language.</source>
        <translation>Choisissez une voix qui parle sa langue.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source> and {most_named} more</source>
        <translation> et {most_named} de plus</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>The document names voices that do not exist: {listed}{more}.</source>
        <translation>Le document nomme des voix qui n’existent pas : {listed}{more}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose who reads them</source>
        <translation>Choisissez qui les lit</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>There is no chapter {wanted}.</source>
        <translation>Il n’y a pas de chapitre {wanted}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>“{title}” has {count}.</source>
        <translation>« {title} » en a {count}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Subtitles cannot be written as “{subtitles}”.</source>
        <translation>Les sous-titres ne peuvent pas être écrits en « {subtitles} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose srt or vtt.</source>
        <translation>Choisissez srt ou vtt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Chapters cannot be saved as “{format}”.</source>
        <translation>Les chapitres ne peuvent pas être enregistrés en « {format} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose one of {known}.</source>
        <translation>Choisissez l’un de ces formats : {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>A whole book cannot be saved as one “{suffix}” file.</source>
        <translation>Un livre entier ne peut pas être enregistré en un seul fichier « {suffix} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Name a folder, or a file in {names}.</source>
        <translation>Indiquez un dossier, ou un fichier en {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/room.py"/>
        <source>There is not enough room on the disk: the book takes about {size_bytes} in {folder}, {free_bytes} are free.</source>
        <translation>Il n’y a pas assez de place sur le disque : le livre prend environ {size_bytes} dans {folder}, {free_bytes} sont libres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/room.py"/>
        <source>Free some space, or read a few chapters at a time.</source>
        <translation>Libérez de la place, ou lisez quelques chapitres à la fois.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/save_book.py"/>
        <source>Saving {name}</source>
        <translation>Enregistrement de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/check_room.py"/>
        <source>A voice is heard: be silent for two seconds…</source>
        <translation>On entend une voix : gardez le silence deux secondes…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/check_room.py"/>
        <source>Listening to the room</source>
        <translation>Écoute de la pièce</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/reading_scripts.py"/>
        <source>There is no reading script in the tone “{tone}”.</source>
        <translation>Il n’y a pas de texte à lire sur le ton « {tone} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/reading_scripts.py"/>
        <source>Choose {tone}.</source>
        <translation>Choisissez {tone}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/record_reference.py"/>
        <source>Press Record first.</source>
        <translation>Appuyez d’abord sur Enregistrer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>{fault} Plug it in, then look for a new microphone.</source>
        <translation>{fault} Branchez-le, puis cherchez un nouveau microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>The microphone has sent no sound yet.</source>
        <translation>Le microphone n’a pas encore envoyé de son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>Nothing was recorded: record again.</source>
        <translation>Rien n’a été enregistré : réenregistrez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>You can use what was recorded, or record again.</source>
        <translation>Vous pouvez utiliser ce qui a été enregistré, ou réenregistrer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recover_recordings.py"/>
        <source>“{name}” is not a recording.</source>
        <translation>« {name} » n’est pas un enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recover_recordings.py"/>
        <source>There is no unfinished recording “{name}”.</source>
        <translation>Il n’y a pas d’enregistrement inachevé « {name} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Checking the recording</source>
        <translation>Vérification de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <location filename="../../voicecloner/use_cases/review/read_stretch.py"/>
        <source>Reading {name}</source>
        <translation>Lecture de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>“{name}” has changed since it was checked.</source>
        <translation>« {name} » a changé depuis sa vérification.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Check the recording again.</source>
        <translation>Revérifiez l’enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>No file was given.</source>
        <translation>Aucun fichier n’a été donné.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Choose at least one recording.</source>
        <translation>Choisissez au moins un enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>A stretch can only be chosen of a single file.</source>
        <translation>Un passage ne peut être choisi que dans un seul fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Check the files one by one.</source>
        <translation>Vérifiez les fichiers un par un.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The stretch must end after it starts.</source>
        <translation>Le passage doit finir après son début.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Choose a start of 0 or more and a later end.</source>
        <translation>Choisissez un début de 0 ou plus et une fin plus tardive.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The stretch is longer than ten minutes.</source>
        <translation>Le passage dépasse dix minutes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>10 to 60 s work best.</source>
        <translation>De 10 à 60 s conviennent le mieux.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The best {end_s} s of {whole} were chosen {place}.</source>
        <translation>Les {end_s} meilleures secondes sur {whole} ont été choisies {place}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>No speech was found in {whole}; the beginning was taken {place}.</source>
        <translation>Aucune parole n’a été trouvée sur {whole} ; le début a été pris {place}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The recording goes on after that, unheard.</source>
        <translation>L’enregistrement continue ensuite, sans être écouté.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_words.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Comparing the words with the recording</source>
        <translation>Comparaison des paroles avec l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/compare_repair.py"/>
        <source>Repairing a copy of the recording</source>
        <translation>Réparation d’une copie de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>Looking for the best stretch of {name}</source>
        <translation>Recherche du meilleur passage de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>This is only a suggestion: about one word in twelve is wrong, names more often. Listen, and correct it.</source>
        <translation>Ce n’est qu’une suggestion : environ un mot sur douze est faux, les noms plus souvent. Écoutez, et corrigez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>There is no suggestion for this language ({language}): the recognizer knows English only.</source>
        <translation>Il n’y a pas de suggestion pour cette langue ({language}) : la reconnaissance vocale ne connaît que l’anglais.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/read_stretch.py"/>
        <source>The stretch must end after it starts, and within ten minutes.</source>
        <translation>Le passage doit finir après son début, et en moins de dix minutes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Nobody speaks in “{title}”.</source>
        <translation>Personne ne parle dans « {title} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Choose a recording of speech.</source>
        <translation>Choisissez un enregistrement de parole.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>The engine made no sound.</source>
        <translation>Le moteur n’a produit aucun son.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Try another recording, or another voice.</source>
        <translation>Essayez un autre enregistrement, ou une autre voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>The recording must be mono sound of finite numbers.</source>
        <translation>L’enregistrement doit être un son mono de nombres finis.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Mix it down to one channel first.</source>
        <translation>Réduisez-le d’abord à un seul canal.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{count} was saved in {folder}.</source>
        <translation>{count} a été enregistré dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{count} were saved in {folder}.</source>
        <translation>{count} ont été enregistrés dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Stopped: {said}</source>
        <translation>Arrêté : {said}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Saving take {place} of {count}</source>
        <translation>Écriture de la prise {place} sur {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Saving the take</source>
        <translation>Écriture de la prise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>That is too much to be dragged.</source>
        <translation>C’est trop volumineux pour être glissé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Press Export instead.</source>
        <translation>Appuyez plutôt sur Exporter.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>No take is to be saved.</source>
        <translation>Aucune prise à enregistrer n’est indiquée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Name at least one.</source>
        <translation>Indiquez-en au moins une.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Name a folder.</source>
        <translation>Indiquez un dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{number} file</source>
        <translation>{number} fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{number} files</source>
        <translation>{number} fichiers</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/list_languages.py"/>
        <source>“{text}” is not a language that can be spoken here.</source>
        <translation>« {text} » n’est pas une langue parlée ici.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/list_languages.py"/>
        <source>Did you mean “{meant}” ({meant2})?</source>
        <translation>Vouliez-vous dire « {meant} » ({meant2}) ?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>{count} takes have an id that begins with “{take_id}”.</source>
        <translation>{count} prises ont un identifiant qui commence par « {take_id} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>There is no take “{take_id}”.</source>
        <translation>Il n’y a pas de prise « {take_id} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>Look for it on the page “Speak”</source>
        <translation>Cherchez-la sur la page « Parler »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list of pronunciations is ignored: {message}</source>
        <translation>La liste des prononciations est ignorée : {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list has no “{word}” of this voice.</source>
        <translation>La liste n’a pas de « {word} » pour cette voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list has no “{word}” of all voices.</source>
        <translation>La liste n’a pas de « {word} » pour toutes les voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>Look for it in the list of pronunciations</source>
        <translation>Cherchez-le dans la liste des prononciations</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>{title} does not say phonemes.</source>
        <translation>{title} ne dit pas de phonèmes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>Write it in letters, as one would read it aloud.</source>
        <translation>Écrivez-le en lettres, comme on le lirait à voix haute.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Saying the sentence again</source>
        <translation>Nouvelle lecture de la phrase</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>There is nothing to say.</source>
        <translation>Il n’y a rien à dire.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Type at least one word.</source>
        <translation>Tapez au moins un mot.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The engine speaks at another sample rate now.</source>
        <translation>Le moteur parle maintenant à une autre fréquence d’échantillonnage.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Say the whole text again.</source>
        <translation>Redites tout le texte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The voice of this take, “{voice_name}”, is not there any more.</source>
        <translation>La voix de cette prise, « {voice_name} », n’est plus là.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The engine has no sound for this sentence.</source>
        <translation>Le moteur ne sait pas prononcer cette phrase.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Write it in other words.</source>
        <translation>Écrivez-la autrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>{title} says this sentence the same way each time.</source>
        <translation>{title} dit cette phrase chaque fois de la même façon.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Change its speed or its words; asterisks around a word stress it, where the engine can do that.</source>
        <translation>Changez sa vitesse ou ses mots ; des astérisques autour d’un mot l’accentuent, si le moteur en est capable.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{title} does not speak “{language}”, but {title2} does: a voice that is made with it from the same recordings can say this.</source>
        <translation>{title} ne parle pas « {language} », mais {title2} le fait : une voix créée avec lui à partir des mêmes enregistrements peut dire cela.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Make another voice from them, in that language</source>
        <translation>Faites-en une autre voix, dans cette langue</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>POST /v1/audio/voices makes one of them, with “{id}” as `engine`.</source>
        <translation>POST /v1/audio/voices en crée une, avec « {id} » comme `engine`.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Nothing of this text can be spoken: the engine has no sound for what it is written in.</source>
        <translation>Rien de ce texte ne peut être dit : le moteur ne sait pas prononcer son écriture.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Write it in words and letters of a language that the voice speaks.</source>
        <translation>Écrivez-le avec les mots et les lettres d’une langue que parle la voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{path}” is a folder.</source>
        <translation>« {path} » est un dossier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Name a file in it, such as {path}.</source>
        <translation>Indiquez un fichier dans celui-ci, par exemple {path}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{path}” is there already.</source>
        <translation>« {path} » est déjà là.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Choose another name, or replace it with --overwrite.</source>
        <translation>Choisissez un autre nom, ou remplacez-le avec --overwrite.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>“{path}” is the recording itself, which would be lost.</source>
        <translation>« {path} » est l’enregistrement lui-même, qui serait perdu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Choose another name.</source>
        <translation>Choisissez un autre nom.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{marks}; a recording {how}</source>
        <translation>{marks} ; un enregistrement {how}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{title} does not stress words: the asterisks were left out.</source>
        <translation>{title} n’accentue pas les mots : les astérisques ont été omis.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>The text is longer than two million characters.</source>
        <translation>Le texte dépasse deux millions de caractères.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Split it into chapters.</source>
        <translation>Divisez-le en chapitres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>{attempts} attempts cannot be made.</source>
        <translation>{attempts} essais ne sont pas possibles.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>Choose 1 to {most_attempts}.</source>
        <translation>Choisissez de 1 à {most_attempts}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>The engine says this the same way with every seed, so there is one attempt</source>
        <translation>Le moteur dit cela de la même façon quelle que soit la graine ; il n’y a donc qu’un essai</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>The best of {count} attempts has the seed {seed}: {sentence}.</source>
        <translation>Le meilleur de {count} essais a la graine {seed} : {sentence}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>Seed {seed}: {sentence}.</source>
        <translation>Graine {seed} : {sentence}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>It carries no inaudible mark that tells it is synthetic: the setting “watermark” is off.</source>
        <translation>Cette parole ne porte pas de marque inaudible qui signale qu’elle est synthétique : le réglage « Filigrane » est désactivé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” did not pass its review and cannot be used.</source>
        <translation>« {name} » n’a pas réussi le contrôle et est inutilisable.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” needs the engine “{engine_id}”, which is not installed.</source>
        <translation>« {name} » a besoin du moteur « {engine_id} », qui n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>It cannot be kept here, only saved as a file of your own: {message}</source>
        <translation>La prise ne peut pas être conservée ici, seulement enregistrée dans un fichier à vous : {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” needs to be rebuilt: {reason}.</source>
        <translation>« {name} » doit être reconstruite : {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>about {fraction} left</source>
        <translation>encore environ {fraction}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>Use {field}, such as {date}_{voice}_{number}.</source>
        <translation>Utilisez {field}, par exemple {date}_{voice}_{number}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{strip}” cannot be in the name of a file.</source>
        <translation>« {strip} » ne peut pas figurer dans le nom d’un fichier.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>Leave out &lt; &gt; : " / \ | ? *</source>
        <translation>Omettez ces caractères : &lt; &gt; : " / \ | ? *</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{pattern}” is not a pattern for file names: {shown} cannot be used.</source>
        <translation>« {pattern} » n’est pas un modèle de noms de fichiers : {shown} ne peut pas être utilisé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>There is no pattern for the names of the files.</source>
        <translation>Il n’y a pas de modèle pour les noms des fichiers.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/answer_programs.py"/>
        <source>The service did not start. {last_words}</source>
        <translation>Le service n’a pas démarré. {last_words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/answer_programs.py"/>
        <source>The service did not start: {strerror}.</source>
        <translation>Le service n’a pas démarré : {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>{folder} belongs to the library itself.</source>
        <translation>{folder} appartient à la bibliothèque elle-même.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Choose a folder elsewhere.</source>
        <translation>Choisissez un dossier ailleurs.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Looking for what is new</source>
        <translation>Recherche de ce qui est nouveau</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Copying the voices</source>
        <translation>Copie des voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>{path} is gone, and not in the backup.</source>
        <translation>{path} a disparu, et n’est pas dans la sauvegarde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Reading the backup</source>
        <translation>Lecture de la sauvegarde</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Bringing the voices back</source>
        <translation>Restauration des voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>Not installed in a Python of its own: {title}.</source>
        <translation>Pas installé dans un Python à part : {title}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>There is nothing called “{environment_id}” to install.</source>
        <translation>Il n’y a rien à installer sous le nom « {environment_id} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>There is: {specs}.</source>
        <translation>Choix possibles : {specs}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>Fetch one on the page “Models”</source>
        <translation>Téléchargez-en un sur la page « Modèles »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>No model of {title} is on this computer.</source>
        <translation>Aucun modèle de {title} n’est sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Stopped. What has arrived is kept.</source>
        <translation>Arrêté. Ce qui a déjà été reçu est conservé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Fetch the model again to go on.</source>
        <translation>Relancez le téléchargement du modèle pour continuer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is not on this computer.</source>
        <translation>{title} n’est pas sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Fetch or import it first.</source>
        <translation>Téléchargez-le ou importez-le d’abord.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is given only to people who have agreed to its makers’ terms.</source>
        <translation>{title} n’est donné qu’aux personnes qui ont accepté les conditions de ses auteurs.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Agree on {terms_page}, make an access token on https://huggingface.co/settings/tokens, and give it here or in the environment variable {token_variable}.</source>
        <translation>Acceptez-les sur {terms_page}, créez un jeton d’accès sur https://huggingface.co/settings/tokens, et donnez-le ici ou dans la variable d’environnement {token_variable}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is under the licence {id}: {summary}</source>
        <translation>{title} est sous la licence {id} : {summary}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Read it on {link}; then say that you accept it (in commands: --accept-licence).</source>
        <translation>Lisez-la sur {link} ; puis dites que vous l’acceptez (en ligne de commande : --accept-licence).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>first sound after, s</source>
        <translation>premier son après, s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>speech, s</source>
        <translation>parole, s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>time for a second of speech, s</source>
        <translation>temps pour une seconde de parole, s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>memory at most, bytes</source>
        <translation>mémoire au plus, octets</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>naturalness of the reading, 1..5</source>
        <translation>naturel de la lecture, 1..5</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>words lost</source>
        <translation>mots perdus</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>VoiceCloner {computer}, {computer2} on {computer3}</source>
        <translation>VoiceCloner {computer}, {computer2} sur {computer3}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>Python {computer}, {computer2} cores</source>
        <translation>Python {computer}, {computer2} cœurs</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>{computer} of memory free</source>
        <translation>{computer} de mémoire libre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>{computer} free on the graphics card</source>
        <translation>{computer} libres sur la carte graphique</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source># Models tried</source>
        <translation># Modèles essayés</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>does not work</source>
        <translation>ne fonctionne pas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>Engine `{model}`, language {model2}.</source>
        <translation>Moteur `{model}`, langue {model2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/add_spoken_consent.py"/>
        <source>The consent to “{name}” was spoken already, on {when}.</source>
        <translation>Le consentement pour « {name} » a déjà été dit, le {when}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/add_spoken_consent.py"/>
        <source>It is kept as it is.</source>
        <translation>Il est conservé tel quel.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/choose_engine.py"/>
        <source>No engine that is installed speaks “{language}”.</source>
        <translation>Aucun moteur installé ne parle « {language} ».</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/choose_engine.py"/>
        <source>Choose another language, or name an engine.</source>
        <translation>Choisissez une autre langue, ou indiquez un moteur.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Stopped early: this is the best that had been reached by then. Rebuild the voice to go further.</source>
        <translation>Arrêté avant la fin : c’est le meilleur résultat atteint jusque-là. Reconstruisez la voix pour aller plus loin.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Saving the voice</source>
        <translation>Écriture de la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Spoken consent cannot be heard here.</source>
        <translation>Le consentement oral ne peut pas être écouté ici.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>To clone from the sound and its transcript the transcript is needed, and there is none.</source>
        <translation>Pour cloner à partir du son et de sa transcription, il faut la transcription, et il n’y en a pas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>{title} cannot clone from {words}.</source>
        <translation>{title} ne peut pas cloner à partir de ceci : {words}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>It clones from {words}.</source>
        <translation>Il clone à partir de ceci : {words}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>The recording did not pass its review: </source>
        <translation>L’enregistrement n’a pas réussi le contrôle : </translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>There are {count} recordings but {count2} transcripts.</source>
        <translation>Il y a {count} enregistrements, mais {count2} transcriptions.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Give one transcript for each recording, or a single one for all of them together.</source>
        <translation>Donnez une transcription par enregistrement, ou une seule pour tous ensemble.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Nobody has said whose voices these are.</source>
        <translation>Personne n’a dit à qui sont ces voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Every voice needs a name of its own.</source>
        <translation>Chaque voix doit avoir son propre nom.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Give one name for each recording.</source>
        <translation>Donnez un nom pour chaque enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>The lists do not match: there are {count} {longest} but {misfits}.</source>
        <translation>Les listes ne concordent pas : il y a {count} {longest}, mais {misfits}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Give one value for each voice, or a single one for all of them.</source>
        <translation>Donnez une valeur par voix, ou une seule pour toutes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Reading the voices</source>
        <translation>Lecture des voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Writing the file</source>
        <translation>Écriture du fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Taking the voices in</source>
        <translation>Importation des voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{name}” is exported without its data file, and has to be rebuilt: {fault}.</source>
        <translation>« {name} » est exportée sans ses données vocales et devra être reconstruite : {fault}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>its data file is another voice's</source>
        <translation>son fichier de données est celui d’une autre voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Choose one on the page “Voices”</source>
        <translation>Choisissez-en une sur la page « Voix »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Keep a backup of the whole library instead</source>
        <translation>Faites plutôt une sauvegarde de toute la bibliothèque</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>One file holds at most {most_voices} voices.</source>
        <translation>Un fichier contient au plus {most_voices} voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>A file of voices has a name that ends with {suffix}.</source>
        <translation>Le nom d’un fichier de voix se termine par {suffix}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Say {name}{suffix}.</source>
        <translation>Indiquez {name}{suffix}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>The pronunciations that came along could not be kept: {message}</source>
        <translation>Les prononciations jointes n’ont pas pu être conservées : {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{added} came along.</source>
        <translation>Également importé : {added}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{count} voices{suffix}</source>
        <translation>{count} voix{suffix}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>voice {name}{suffix}</source>
        <translation>voix {name}{suffix}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Drop it on the window to make a voice from it</source>
        <translation>Déposez-le sur la fenêtre pour en faire une voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{name}” is a recording, not a file of voices.</source>
        <translation>« {name} » est un enregistrement, pas un fichier de voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>the data file of “{name}” is damaged, or another voice's</source>
        <translation>les données vocales de « {name} » sont endommagées, ou sont celles d’une autre voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{file_name}” is not a file of voices that can be used: {reason}.</source>
        <translation>« {file_name} » n’est pas un fichier de voix utilisable : {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{number} pronunciation</source>
        <translation>{number} prononciation</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{number} pronunciations</source>
        <translation>{number} prononciations</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>needs rebuild</source>
        <translation>à reconstruire</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>{limit} is not a possible number of voices.</source>
        <translation>{limit} n’est pas un nombre de voix possible.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>Say 1 or more.</source>
        <translation>Indiquez 1 ou plus.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_consent.py"/>
        <source>“{name}” may not {words}: its speaker has not allowed it.</source>
        <translation>« {name} » ne peut pas {words} : son locuteur ne l’a pas autorisé.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_consent.py"/>
        <source>If the speaker does allow it, state that with the voice</source>
        <translation>Si le locuteur l’autorise, déclarez-le dans les détails de la voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_voices.py"/>
        <source>Voice {number} of {count}</source>
        <translation>Voix {number} sur {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Reading the kept recording</source>
        <translation>Lecture de l’enregistrement conservé</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>The recording that “{name}” was made from is damaged or gone.</source>
        <translation>L’enregistrement dont « {name} » est issue est endommagé ou a disparu.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Bring the voice back from a backup, or make a new one from the recording.</source>
        <translation>Récupérez la voix d’une sauvegarde, ou créez-en une nouvelle à partir de l’enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>its engine “{engine_id}” is gone</source>
        <translation>son moteur « {engine_id} » a disparu</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>it was made with revision {engine_revision} of {title}, and this is {revision}</source>
        <translation>elle a été créée avec la révision {engine_revision} de {title}, et celle-ci est la {revision}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Comparing the voice with its recording</source>
        <translation>Comparaison de la voix avec son enregistrement</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Whether its words can be understood was not measured: the recognizer knows English only.</source>
        <translation>On n’a pas mesuré si ses paroles sont compréhensibles : la reconnaissance vocale ne connaît que l’anglais.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Whether its words can be understood was not measured. {message}</source>
        <translation>On n’a pas mesuré si ses paroles sont compréhensibles. {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Read the sentence on the screen aloud, all of it, in a quiet room.</source>
        <translation>Lisez à voix haute la phrase à l’écran, en entier, dans une pièce calme.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>I agree that my voice is cloned with this program, so that it can say anything. My words for today are {words} and {words2}.</source>
        <translation>I agree that my voice is cloned with this program, so that it can say anything. My words for today are {words} and {words2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>There is no sentence of consent to be read yet.</source>
        <translation>Aucune phrase de consentement à lire n’a été préparée.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Press “Have it spoken”</source>
        <translation>Appuyez sur « Consentement oral »</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The person who read the sentence does not sound like the person in the recording.</source>
        <translation>La personne qui a lu la phrase ne ressemble pas à celle de l’enregistrement.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Let the person whose voice is to be cloned read it, with the same microphone if possible.</source>
        <translation>Faites lire la phrase par la personne dont la voix doit être clonée, si possible avec le même microphone.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Too little speech was heard to tell who is reading.</source>
        <translation>Trop peu de parole a été entendue pour dire qui lit.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The sentence of consent was made too long ago to tell that it was read now.</source>
        <translation>La phrase de consentement est trop ancienne pour établir qu’elle a été lue maintenant.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Have a new one made.</source>
        <translation>Faites-en préparer une nouvelle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>These words of the sentence of consent were not heard: {missing}.</source>
        <translation>De la phrase de consentement, ces mots n’ont pas été entendus : {missing}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Something other than the sentence of consent was said.</source>
        <translation>Autre chose que la phrase de consentement a été dit.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The sentence was read by a synthetic voice.</source>
        <translation>La phrase a été lue par une voix synthétique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The speaker must read it in person.</source>
        <translation>Le locuteur doit la lire en personne.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>free, also commercially</source>
        <translation>libre, usage commercial compris</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>free if its makers are named</source>
        <translation>libre si ses auteurs sont nommés</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>not for commercial use</source>
        <translation>pas d’usage commercial</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>said again from its words</source>
        <translation>redit à partir de ses paroles</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>changed as sound</source>
        <translation>changé en tant que son</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{minutes} h {minutes2} min</source>
        <translation>{minutes} h {minutes2} min</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{days} of use</source>
        <translation>{days} d’utilisation</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>yesterday</source>
        <translation>hier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{days} days ago</source>
        <translation>il y a {days} jours</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{hours} h ago</source>
        <translation>il y a {hours} h</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{minutes} min ago</source>
        <translation>il y a {minutes} min</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>just now</source>
        <translation>à l’instant</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>, in part </source>
        <translation>, en partie </translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{number} more day</source>
        <translation>{number} jour</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{number} more days</source>
        <translation>{number} jours</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} chapter</source>
        <translation>{number} chapitre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} chapters</source>
        <translation>{number} chapitres</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} word</source>
        <translation>{number} mot</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} words</source>
        <translation>{number} mots</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>{number} new file</source>
        <translation>{number} nouveau fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>{number} new files</source>
        <translation>{number} nouveaux fichiers</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voice</source>
        <translation>{number} voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices</source>
        <translation>{number} voix</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} take</source>
        <translation>{number} prise</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} takes</source>
        <translation>{number} prises</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{number} character</source>
        <translation>{number} caractère</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{number} characters</source>
        <translation>{number} caractères</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Afrikaans</source>
        <translation>Afrikaans</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Amharic</source>
        <translation>Amharique</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Aragonese</source>
        <translation>Aragonais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Arabic</source>
        <translation>Arabe</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pyash</source>
        <translation>Pyash</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Assamese</source>
        <translation>Assamais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Azerbaijani</source>
        <translation>Azéri</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bashkir</source>
        <translation>Bachkir</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Belarusian</source>
        <translation>Biélorusse</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bulgarian</source>
        <translation>Bulgare</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bengali</source>
        <translation>Bengali</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bishnupriya Manipuri</source>
        <translation>Bishnupriya manipuri</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bosnian</source>
        <translation>Bosniaque</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan</source>
        <translation>Catalan</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (Valencian)</source>
        <translation>Catalan (valencien)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (Balearic)</source>
        <translation>Catalan (baléare)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (north-western)</source>
        <translation>Catalan (nord-occidental)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Cherokee (Latin letters)</source>
        <translation>Cherokee (lettres latines)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Mandarin)</source>
        <translation>Chinois (mandarin)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Mandarin, in Pinyin)</source>
        <translation>Chinois (mandarin, en pinyin)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Czech</source>
        <translation>Tchèque</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chuvash</source>
        <translation>Tchouvache</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Welsh</source>
        <translation>Gallois</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Danish</source>
        <translation>Danois</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>German</source>
        <translation>Allemand</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greek</source>
        <translation>Grec</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English</source>
        <translation>Anglais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Caribbean)</source>
        <translation>Anglais (Caraïbes)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (United Kingdom)</source>
        <translation>Anglais (Royaume-Uni)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Scotland)</source>
        <translation>Anglais (Écosse)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Lancaster)</source>
        <translation>Anglais (Lancaster)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (West Midlands)</source>
        <translation>Anglais (Midlands de l’Ouest)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Received Pronunciation)</source>
        <translation>Anglais (Received Pronunciation)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Shavian alphabet)</source>
        <translation>Anglais (alphabet shavien)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (United States)</source>
        <translation>Anglais (États-Unis)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (New York City)</source>
        <translation>Anglais (New York)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Esperanto</source>
        <translation>Espéranto</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Spanish</source>
        <translation>Espagnol</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Spanish (Latin America)</source>
        <translation>Espagnol (Amérique latine)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Estonian</source>
        <translation>Estonien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Basque</source>
        <translation>Basque</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Persian</source>
        <translation>Persan</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Persian (Latin letters)</source>
        <translation>Persan (lettres latines)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Finnish</source>
        <translation>Finnois</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French</source>
        <translation>Français</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French (Belgium)</source>
        <translation>Français (Belgique)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French (Switzerland)</source>
        <translation>Français (Suisse)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Irish</source>
        <translation>Irlandais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Scottish Gaelic</source>
        <translation>Gaélique écossais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Guarani</source>
        <translation>Guarani</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greek (ancient)</source>
        <translation>Grec (ancien)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Gujarati</source>
        <translation>Gujarati</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Hakka)</source>
        <translation>Chinois (hakka)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hawaiian</source>
        <translation>Hawaïen</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hebrew</source>
        <translation>Hébreu</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hindi</source>
        <translation>Hindi</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Croatian</source>
        <translation>Croate</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Haitian Creole</source>
        <translation>Créole haïtien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hungarian</source>
        <translation>Hongrois</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Armenian</source>
        <translation>Arménien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Armenian (western)</source>
        <translation>Arménien (occidental)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Interlingua</source>
        <translation>Interlingua</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Indonesian</source>
        <translation>Indonésien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Ido</source>
        <translation>Ido</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Icelandic</source>
        <translation>Islandais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Italian</source>
        <translation>Italien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Japanese</source>
        <translation>Japonais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lojban</source>
        <translation>Lojban</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Georgian</source>
        <translation>Géorgien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kazakh</source>
        <translation>Kazakh</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greenlandic</source>
        <translation>Groenlandais</translation>
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
        <translation>Coréen</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Konkani</source>
        <translation>Konkani</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kurdish</source>
        <translation>Kurde</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kyrgyz</source>
        <translation>Kirghize</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latin</source>
        <translation>Latin</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Luxembourgish</source>
        <translation>Luxembourgeois</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lingua Franca Nova</source>
        <translation>Lingua franca nova</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lao</source>
        <translation>Lao</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lithuanian</source>
        <translation>Lituanien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latgalian</source>
        <translation>Latgalien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latvian</source>
        <translation>Letton</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Māori</source>
        <translation>Maori</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Macedonian</source>
        <translation>Macédonien</translation>
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
        <translation>Malais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Maltese</source>
        <translation>Maltais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Totontepec Mixe</source>
        <translation>Mixe de Totontepec</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Burmese</source>
        <translation>Birman</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Norwegian (Bokmål)</source>
        <translation>Norvégien (bokmål)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nahuatl (classical)</source>
        <translation>Nahuatl (classique)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nepali</source>
        <translation>Népalais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dutch</source>
        <translation>Néerlandais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Norwegian</source>
        <translation>Norvégien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nogai</source>
        <translation>Nogaï</translation>
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
        <translation>Pendjabi</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Papiamento</source>
        <translation>Papiamento</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Polish</source>
        <translation>Polonais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Portuguese</source>
        <translation>Portugais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Portuguese (Brazil)</source>
        <translation>Portugais (Brésil)</translation>
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
        <translation>Quiché</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Quenya</source>
        <translation>Quenya</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Romanian</source>
        <translation>Roumain</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian</source>
        <translation>Russe</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian (Latvia)</source>
        <translation>Russe (Lettonie)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian (classic)</source>
        <translation>Russe (classique)</translation>
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
        <translation>Cingalais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sindarin</source>
        <translation>Sindarin</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Slovak</source>
        <translation>Slovaque</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Slovenian</source>
        <translation>Slovène</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lule Sami</source>
        <translation>Same de Lule</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Albanian</source>
        <translation>Albanais</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Serbian</source>
        <translation>Serbe</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Swedish</source>
        <translation>Suédois</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Swahili</source>
        <translation>Swahili</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tamil</source>
        <translation>Tamoul</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Telugu</source>
        <translation>Télougou</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Thai</source>
        <translation>Thaï</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tigrinya</source>
        <translation>Tigrigna</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turkmen</source>
        <translation>Turkmène</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tagalog</source>
        <translation>Tagalog</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Klingon</source>
        <translation>Klingon</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Setswana</source>
        <translation>Tswana</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turkish</source>
        <translation>Turc</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tatar</source>
        <translation>Tatar</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Uyghur</source>
        <translation>Ouïghour</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Ukrainian</source>
        <translation>Ukrainien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Urdu</source>
        <translation>Ourdou</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Uzbek</source>
        <translation>Ouzbek</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese</source>
        <translation>Vietnamien</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese (central)</source>
        <translation>Vietnamien (central)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese (southern)</source>
        <translation>Vietnamien (méridional)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Cantonese)</source>
        <translation>Chinois (cantonais)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Cantonese, in Jyutping)</source>
        <translation>Chinois (cantonais, en jyutping)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese</source>
        <translation>Chinois</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Hong Kong)</source>
        <translation>Chinois (Hong Kong)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>good</source>
        <translation>bonne</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Good</source>
        <translation>Bonne</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>fair</source>
        <translation>moyenne</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Fair</source>
        <translation>Moyenne</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>poor</source>
        <translation>faible</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Poor</source>
        <translation>Faible</translation>
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
        <translation> : </translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>; </source>
        <translation> ; </translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Duration</source>
        <translation>Durée</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Speech</source>
        <translation>Parole</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Level</source>
        <translation>Niveau</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Clipping</source>
        <translation>Écrêtage</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Noise</source>
        <translation>Bruit</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Silence</source>
        <translation>Silence</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pauses</source>
        <translation>Pauses</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hum</source>
        <translation>Ronflement</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Offset</source>
        <translation>Décalage</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Reverberation</source>
        <translation>Réverbération</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bandwidth</source>
        <translation>Bande passante</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dropouts</source>
        <translation>Coupures</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Speakers</source>
        <translation>Locuteurs</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Music</source>
        <translation>Musique</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Whisper</source>
        <translation>Chuchotement</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Synthetic</source>
        <translation>Synthétique</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>File size</source>
        <translation>Taille du fichier</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Channels</source>
        <translation>Canaux</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>voices</source>
        <translation>voix</translation>
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
        <translation>Aucun</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Natural and quick on any processor, with no account and few packages; five seconds of speech are enough. The first choice without a graphics card.</source>
        <translation>Naturel et rapide sur tout processeur, sans compte et avec peu de paquets ; cinq secondes de parole suffisent. Le premier choix sans carte graphique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share, also commercially, as long as the makers (Kyutai; the conversion is by KevinAHM) are named. Kyutai’s terms forbid cloning a voice without its owner’s explicit and lawful consent.</source>
        <translation>Libre d’usage et de partage, même commercial, tant que les auteurs (Kyutai ; la conversion est de KevinAHM) sont nommés. Les conditions de Kyutai interdisent de cloner une voix sans le consentement explicite et licite de la personne à qui elle appartient.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The larger French model: natural, on any processor, slower than the other languages; no account needed.</source>
        <translation>Le plus grand modèle français : naturel, sur tout processeur, plus lent que ceux des autres langues ; sans compte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Natural and quick on any processor; five seconds of speech are enough. Its makers want an account.</source>
        <translation>Naturel et rapide sur tout processeur ; cinq secondes de parole suffisent. Ses auteurs demandent un compte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share, also commercially, as long as the makers (Kyutai) are named. To get it you agree not to clone or imitate anybody’s voice without their explicit and lawful consent.</source>
        <translation>Libre d’usage et de partage, même commercial, tant que les auteurs (Kyutai) sont nommés. Pour l’obtenir, vous acceptez de ne cloner ni imiter la voix de personne sans son consentement explicite et licite.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The English model of January 2026, with its decoder in full precision: no account needed.</source>
        <translation>Le modèle anglais de janvier 2026, avec son décodeur en pleine précision : sans compte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share as long as the makers (Kyutai) are named. But the README beside this conversion asks that it be used for non-commercial purposes only.</source>
        <translation>Libre d’usage et de partage tant que les auteurs (Kyutai) sont nommés. Mais le README joint à cette conversion demande qu’elle ne serve qu’à des fins non commerciales.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The closest likeness of all (similarity 75.3, word error rate 1.84 % in its makers’ own English test), at 48 kHz; wants a graphics card with about 8 GB.</source>
        <translation>La meilleure ressemblance de tous (similarité 75,3, taux d’erreur sur les mots 1,84 % dans le test anglais de ses auteurs), à 48 kHz ; demande une carte graphique d’environ 8 Go.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use, change and share, also commercially.</source>
        <translation>Libre d’usage, de modification et de partage, même commercial.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Very clear speech in ten languages; slow without a graphics card.</source>
        <translation>Parole très claire en dix langues ; lent sans carte graphique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The clearest speech of all (word error rate 1.23 %, similarity 71.7 in its makers’ own English test); wants a graphics card.</source>
        <translation>La parole la plus claire de tous (taux d’erreur sur les mots 1,23 %, similarité 71,7 dans le test anglais de ses auteurs) ; demande une carte graphique.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>A well-known voice in 17 languages; bettered by the newer ones. Not for commercial use.</source>
        <translation>Une voix bien connue en 17 langues ; dépassée par les plus récentes. Pas d’usage commercial.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Coqui Public Model License: only for non-commercial use, and so is all speech made with it.</source>
        <translation>Coqui Public Model License : uniquement pour un usage non commercial, comme toute parole produite avec ce modèle.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; small. Not for commercial use.</source>
        <translation>Un moteur plus ancien ; petit. Pas d’usage commercial.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Only for non-commercial use, and not to be changed.</source>
        <translation>Uniquement pour un usage non commercial, et sans modification.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; expressive and very slow.</source>
        <translation>Un moteur plus ancien ; expressif et très lent.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; lively, it laughs and sighs, and does not always keep to the text.</source>
        <translation>Un moteur plus ancien ; vif, il rit et soupire, et ne suit pas toujours le texte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bark itself is free to use, change and share, also commercially. The codec it works with (EnCodec by Meta) names no licence on its page, and some lists call it non-commercial: ask before you sell what it says.</source>
        <translation>Bark lui-même est libre d’usage, de modification et de partage, même commercial. Le codec avec lequel il travaille (EnCodec de Meta) n’indique aucune licence sur sa page, et certaines listes le disent non commercial : renseignez-vous avant de vendre ce qu’il dit.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice; best with minutes of the other voice.</source>
        <translation>Transforme la parole en la faisant dire par une autre voix ; au mieux avec plusieurs minutes de l’autre voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice.</source>
        <translation>Transforme la parole en la faisant dire par une autre voix.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice; the smallest of the converters.</source>
        <translation>Transforme la parole en la faisant dire par une autre voix ; le plus petit des convertisseurs.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>What the natural engine speaks with. It comes with the program; fetch it only if the program says that it is missing.</source>
        <translation>Ce avec quoi parle le moteur naturel. Il est fourni avec le programme ; ne le téléchargez que si le programme dit qu’il manque.</translation>
    </message>
</context>
</TS>
