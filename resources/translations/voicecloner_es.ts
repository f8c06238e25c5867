<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
<context>
    <name>window</name>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>The recording is too short: {missing_s:.1f} s of usable speech are missing.</source>
        <translation>La grabación es demasiado corta: faltan {missing_s:.1f} s de habla utilizable.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>The recording did not pass its review: record or import a better one.</source>
        <translation>La grabación no ha superado la revisión: grabe o importe una mejor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Your recording</source>
        <translation>Su grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>{count} recordings: {names}</source>
        <translation>{count} grabaciones: {names}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Checking the recording</source>
        <translation>Comprobando la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Checking {count} recordings</source>
        <translation>Comprobando {count} grabaciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/creating.py"/>
        <source>Creating “{name}”</source>
        <translation>Creando “{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>It can be brought back until VoiceCloner is closed.</source>
        <translation>Se puede recuperar hasta que se cierre VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>A recording is under way.</source>
        <translation>Hay una grabación en curso.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <source>End it, then undo.</source>
        <translation>Termínela y después deshaga.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Import</source>
        <translation>Importar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Drop one or several recordings here</source>
        <translation>Suelte aquí una o varias grabaciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose files…</source>
        <translation>Elegir archivos…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose recordings (Ctrl+O)</source>
        <translation>Elegir grabaciones (Ctrl+O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>{seconds:g} seconds or more: the engine needs as much.</source>
        <translation>{seconds:g} segundos o más: es lo que necesita el motor.</translation>
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
        <translation>Elija grabaciones de un solo hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>Microphone level</source>
        <translation>Nivel del micrófono</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>Speak so that the bar stays green and touches yellow at times. Click the light to put it out, or press the space bar here.</source>
        <translation>Hable de modo que la barra se mantenga verde y llegue a veces al amarillo. Para apagar la luz, haga clic en ella o pulse aquí la barra espaciadora.</translation>
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
        <translation>silencio</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>{level}, too loud</source>
        <translation>{level}, demasiado alto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Recordings that were kept</source>
        <translation>Grabaciones conservadas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>They were never used, and can still be.</source>
        <translation>No se han usado nunca y todavía se pueden usar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>and {older} older ones</source>
        <translation>y {older} más antiguas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Recover</source>
        <translation>Recuperar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Look at this recording and use it</source>
        <translation>Ver esta grabación y usarla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Delete it for good</source>
        <translation>Eliminarla definitivamente</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Capture</source>
        <translation>Captura</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Voices are being made.</source>
        <translation>Se están creando voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Wait, or press Stop.</source>
        <translation>Espere o pulse “Detener”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>“{name}” is ready.</source>
        <translation>“{name}” está lista.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Speak with it</source>
        <translation>Hablar con ella</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Be silent for two seconds…</source>
        <translation>Guarde silencio dos segundos…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Get ready…</source>
        <translation>Prepárese…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Opening the microphone…</source>
        <translation>Abriendo el micrófono…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Record</source>
        <translation>Grabar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Recording so far</source>
        <translation>Lo grabado hasta ahora</translation>
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
        <translation>Detener</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Stop recording (Ctrl+R)</source>
        <translation>Detener la grabación (Ctrl+R)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Begin again?</source>
        <translation>¿Empezar de nuevo?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>This recording is long enough. It stays on this page until a voice is made from the new one.</source>
        <translation>Esta grabación ya es lo bastante larga para usarla. Permanecerá en esta página hasta que se cree una voz con la nueva.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Begin again</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Go on with this recording</source>
        <translation>Continuar con esta grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <source>Go on</source>
        <translation>Continuar</translation>
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
        <translation>Pausar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Let the recording wait, or go on with it</source>
        <translation>Poner la grabación en pausa o continuarla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Record again</source>
        <translation>Grabar de nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Set this recording aside and begin again</source>
        <translation>Apartar esta grabación y empezar de nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Throw this recording away; it can be undone</source>
        <translation>Descartar esta grabación; se puede deshacer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Press to record</source>
        <translation>Pulse para grabar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>The room is measured in silence.</source>
        <translation>Se mide la sala en silencio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Esc stops the countdown.</source>
        <translation>Esc detiene la cuenta atrás.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>that makes a good voice</source>
        <translation>con eso se obtiene una buena voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>the engine needs as much</source>
        <translation>es lo que necesita el motor</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Speak for {seconds:.0f} seconds or more: {reason}.</source>
        <translation>Hable {seconds:.0f} segundos o más: {reason}.</translation>
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
        <translation>Cancelar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · paused</source>
        <translation>{length} · en pausa</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · enough, finish your sentence</source>
        <translation>{length} · suficiente, termine la frase</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · {missing_s:.0f} s to go</source>
        <translation>{length} · faltan {missing_s:.0f} s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Sound was lost once, because the computer is busy. Close other programs.</source>
        <translation>Se ha perdido sonido una vez porque el equipo está ocupado. Cierre otros programas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Sound was lost {number} times, because the computer is busy. Close other programs.</source>
        <translation>Se ha perdido sonido {number} veces porque el equipo está ocupado. Cierre otros programas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Too loud: move back or turn the microphone down.</source>
        <translation>Demasiado alto: aléjese o baje el nivel del micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Speak naturally, at a steady pace.</source>
        <translation>Hable con naturalidad y a un ritmo constante.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Record (Ctrl+R)</source>
        <translation>Grabar (Ctrl+R)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Cancel; the recording begins in {count}</source>
        <translation>Cancelar; la grabación empieza en {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Cancel (Esc)</source>
        <translation>Cancelar (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_bar.py"/>
        <source>The recording under way</source>
        <translation>La grabación en curso</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Recovering the recording</source>
        <translation>Recuperando la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>The recording of {length} is deleted for good.</source>
        <translation>La grabación de {length} se eliminará definitivamente.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Delete this recording?</source>
        <translation>¿Eliminar esta grabación?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Delete it</source>
        <translation>Eliminarla</translation>
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
        <translation>Conservarla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Bring to level</source>
        <translation>Ajustar nivel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Filter it out</source>
        <translation>Filtrarlo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Remove it</source>
        <translation>Eliminarlo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Hear it repaired</source>
        <translation>Oírlo reparado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>It is repaired in the copy that is cloned</source>
        <translation>Está reparado en la copia que se clona</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Repair it in the copy that is cloned</source>
        <translation>Repararlo en la copia que se clona</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Choose the best part</source>
        <translation>Elegir la mejor parte</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Look for the best stretch and use that one</source>
        <translation>Buscar el mejor fragmento y usarlo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Cut off the silence</source>
        <translation>Cortar el silencio</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Use only {times}</source>
        <translation>Usar solo {times}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Use {times} of the recording, without it</source>
        <translation>Usar {times} de la grabación, sin ello</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Remove the offset</source>
        <translation>Centrar en cero</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Filter out rumble</source>
        <translation>Filtrar retumbos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Cut off silence at the edges</source>
        <translation>Cortar el silencio de los extremos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Bring to the usual level</source>
        <translation>Llevar al nivel habitual</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Keep below full scale</source>
        <translation>No pasar de 0 dBFS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Before cloning</source>
        <translation>Antes de clonar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Channel of the recording</source>
        <translation>Canal de la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Repaired</source>
        <translation>Reparada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Play</source>
        <translation>Reproducir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <source>Play or pause (Space)</source>
        <translation>Reproducir o pausar (Espacio)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Equally loud</source>
        <translation>Igual volumen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Turn the louder of the two down; otherwise it always seems the better one</source>
        <translation>Bajar la que suena más fuerte de las dos; si no, siempre parece la mejor</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>A copy of the recording is repaired and cloned. The original is kept as it is.</source>
        <translation>Se repara y se clona una copia de la grabación. El original se conserva tal como está.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>The one with speech</source>
        <translation>El que tiene habla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>{number} of {count}</source>
        <translation>{number} de {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Switched off. When on: {intention}</source>
        <translation>Desactivado. Si se activa: {intention}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>There was nothing to do.</source>
        <translation>No había nada que hacer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Picture of the recording</source>
        <translation>Imagen de la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Set this recording aside and record another one</source>
        <translation>Apartar esta grabación y hacer otra</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Start over; it can be undone</source>
        <translation>Empezar de cero; se puede deshacer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>For recordings of several people, or that do not belong together</source>
        <translation>Para grabaciones de varias personas o que no van juntas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>A voice for each</source>
        <translation>Una voz por cada una</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Use all of it</source>
        <translation>Usar todo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Use the whole recording</source>
        <translation>Usar la grabación entera</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Only {start}–{end} of it is used.</source>
        <translation>Solo se usa el fragmento {start}–{end}.</translation>
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
        <translation>Aviso</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Problem</source>
        <translation>Problema</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{number} check passed</source>
        <translation>{number} comprobación superada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{number} checks passed</source>
        <translation>{number} comprobaciones superadas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Show or hide what was checked</source>
        <translation>Mostrar u ocultar lo que se ha comprobado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>open</source>
        <translation>abierto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>closed</source>
        <translation>cerrado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Verdict: {title}</source>
        <translation>Resultado: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{speech} of speech in {whole}.</source>
        <translation>{speech} de habla en {whole}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Listen to the room for two seconds: its noise, the hum of the mains, and whether the microphone works</source>
        <translation>Escuchar la sala durante dos segundos: su ruido, el zumbido de la red eléctrica y si el micrófono funciona</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Check the room</source>
        <translation>Comprobar la sala</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>The room was not checked yet.</source>
        <translation>La sala todavía no se ha comprobado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>It is checked again automatically once it is quiet.</source>
        <translation>Se comprueba de nuevo automáticamente en cuanto haya silencio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Check again</source>
        <translation>Comprobar de nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Calm</source>
        <translation>Tranquilo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Lively</source>
        <translation>Animado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Serious</source>
        <translation>Serio</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Language of the script</source>
        <translation>Idioma del guion</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Tone of the script</source>
        <translation>Tono del guion</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Something to read aloud</source>
        <translation>Algo para leer en voz alta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Or say something of your own.</source>
        <translation>O diga lo que quiera.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>For a good recording</source>
        <translation>Para una buena grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>{title} · about {estimated_seconds:.0f} seconds</source>
        <translation>{title} · unos {estimated_seconds:.0f} segundos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>Another recording is being checked.</source>
        <translation>Se está comprobando otra grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>End it, then import.</source>
        <translation>Termínela y después importe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>The recording is being checked.</source>
        <translation>Se está comprobando la grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>The recording of {length} was discarded.</source>
        <translation>La grabación de {length} se ha descartado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>“{name}” was discarded.</source>
        <translation>“{name}” se ha descartado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>{number} recordings were discarded.</source>
        <translation>Se han descartado {number} grabaciones.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Each voice needs a name.</source>
        <translation>Cada voz necesita un nombre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>The name “{name}” is taken: double-click it to change it.</source>
        <translation>El nombre “{name}” ya está en uso: haga doble clic en él para cambiarlo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Making {number} voice</source>
        <translation>Creando {number} voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Making {number} voices</source>
        <translation>Creando {number} voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>There is no recording in this folder.</source>
        <translation>No hay ninguna grabación en esta carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Checking {number} recording</source>
        <translation>Comprobando {number} grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Checking {number} recordings</source>
        <translation>Comprobando {number} grabaciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voice is ready.</source>
        <translation>{number} voz está lista.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voices are ready.</source>
        <translation>{number} voces están listas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voice was not made.</source>
        <translation>{number} voz no se ha creado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voices were not made.</source>
        <translation>{number} voces no se han creado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>not made</source>
        <translation>no creada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>Waiting to be checked</source>
        <translation>Pendiente de comprobar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>The voice is ready.</source>
        <translation>La voz está lista.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Voice</source>
        <translation>Voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Press Stop below to end it; the voices that are made are kept (Esc)</source>
        <translation>El botón “Detener” de abajo interrumpe el proceso; las voces ya creadas se conservan (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>A voice for each recording</source>
        <translation>Una voz por grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Leave the rest; the files stay as they are</source>
        <translation>Dejar el resto; los archivos quedan como están</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The recordings are being checked.</source>
        <translation>Se están comprobando las grabaciones.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>All voices are made.</source>
        <translation>Todas las voces están creadas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>No recording is chosen that can be used.</source>
        <translation>No se ha elegido ninguna grabación que se pueda usar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Still missing: say whose voices they are.</source>
        <translation>Aún falta: indique de quién son las voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Still missing: name the speaker who gave consent.</source>
        <translation>Aún falta: indique el nombre del hablante que dio su consentimiento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Recording</source>
        <translation>Grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Recordings</source>
        <translation>Grabaciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Whose voices are they?</source>
        <translation>¿De quién son las voces?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Name of the s&amp;peaker</source>
        <translation>Nombre del &amp;hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/voice_fields.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>&amp;Language</source>
        <translation>&amp;Idioma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Each voice is named after its file: double-click a name, or press F2, to change it.</source>
        <translation>Cada voz se llama como su archivo: haga doble clic en un nombre, o pulse F2, para cambiarlo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Clone a voice only with the speaker's consent, and never to deceive.</source>
        <translation>Clone una voz solo con el consentimiento del hablante y nunca para engañar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Making voices…</source>
        <translation>Creando voces…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make {number} voice</source>
        <translation>Crear {number} voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make {number} voices</source>
        <translation>Crear {number} voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make voices</source>
        <translation>Crear voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>They are all of my own voice</source>
        <translation>Todas son mi propia voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The speaker gave me consent for all of them</source>
        <translation>El hablante me dio su consentimiento para todas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The recordings are in the public domain</source>
        <translation>Las grabaciones son de dominio público</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/sources.py"/>
        <source>Record or import one person speaking, in a quiet room and without music.</source>
        <translation>Grabe o importe a una sola persona hablando, en una sala silenciosa y sin música.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Steps</source>
        <translation>Pasos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>you are here</source>
        <translation>paso actual</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>not yet</source>
        <translation>todavía no</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Record or import</source>
        <translation>Grabar o importar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Review</source>
        <translation>Revisión</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Name and create</source>
        <translation>Nombrar y crear</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>&amp;Name the voice</source>
        <translation>&amp;Nombrar la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Go to it</source>
        <translation>Ir a ella</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Checking the recording…</source>
        <translation>Comprobando la grabación…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Listen to it meanwhile.</source>
        <translation>Escúchela mientras tanto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Back to the review</source>
        <translation>Volver a la revisión</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Record or import another</source>
        <translation>Grabar o importar otra</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>The whole recording, with the stretch that is used</source>
        <translation>La grabación entera, con el fragmento que se usa</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Part of the recording in sight</source>
        <translation>Parte visible de la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Play the stretch, or fall silent</source>
        <translation>Reproducir el fragmento o detenerlo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Next best</source>
        <translation>Probar otro</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Try the next best stretch that was found</source>
        <translation>Probar el siguiente mejor fragmento encontrado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See all</source>
        <translation>Ver todo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See the whole recording (0)</source>
        <translation>Ver la grabación entera (0)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See stretch</source>
        <translation>Ver fragmento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See the stretch closer</source>
        <translation>Ver el fragmento más de cerca</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Drag the edges of the stretch that is used, or the stretch itself; click anywhere to hear what is there.</source>
        <translation>Arrastre los bordes del fragmento que se usa, o el fragmento mismo; haga clic en cualquier punto para oír lo que hay.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Reading {name}</source>
        <translation>Leyendo {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>give the words of each recording, or of none</source>
        <translation>indicar las palabras de cada grabación o de ninguna</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>&amp;Transcript</source>
        <translation>&amp;Transcripción</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>Transcript of {name}</source>
        <translation>Transcripción de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Transcript</source>
        <translation>Transcripción</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>There are suggestions for English only.</source>
        <translation>Solo hay sugerencias para el inglés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>The words in the field are replaced; that can be undone.</source>
        <translation>Se sustituirán las palabras del campo; se puede deshacer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Suggest the words</source>
        <translation>Sugerir las palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Listening to the words</source>
        <translation>Escuchando las palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>No words were understood.</source>
        <translation>No se ha entendido ninguna palabra.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Your words were kept: you changed them while the program was listening.</source>
        <translation>Se han conservado sus palabras: las cambió mientras el programa escuchaba.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Your words were replaced by a suggestion.</source>
        <translation>Sus palabras se han sustituido por una sugerencia.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>They can be brought back until another recording is shown.</source>
        <translation>Se pueden recuperar hasta que se muestre otra grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listening…</source>
        <translation>Escuchando…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional: the words spoken in the recording, exactly</source>
        <translation>Opcional: las palabras exactas que se dicen en la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>What you want to call it</source>
        <translation>El nombre que quiera ponerle</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>I read the script (delete below what you left out)</source>
        <translation>He leído el guion (borre abajo lo que haya omitido)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Create voice</source>
        <translation>Crear voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>give the voice a name</source>
        <translation>poner un nombre a la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>say whose voice it is</source>
        <translation>indicar de quién es la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>name the speaker who gave consent</source>
        <translation>indicar el nombre del hablante que dio su consentimiento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Still missing: {wanted}.</source>
        <translation>Aún falta: {wanted}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/parts/sound/view.py"/>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source> and </source>
        <translation> y </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>There is a voice named “{name}” already.</source>
        <translation>Ya existe una voz llamada “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>&amp;Name</source>
        <translation>&amp;Nombre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Whose voice is it?</source>
        <translation>¿De quién es la voz?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional: {engine} makes the voice from the sound alone; the words are kept for engines that use them</source>
        <translation>Opcional: {engine} crea la voz solo con el sonido; las palabras se conservan para los motores que las usan</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Use it now</source>
        <translation>Usarla ya</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Creating…</source>
        <translation>Creando…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Who gave consent</source>
        <translation>Quién consintió</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional</source>
        <translation>Opcional</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Have it spoken</source>
        <translation>Pedir la lectura</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Optional: for example where the agreement lies</source>
        <translation>Opcional: por ejemplo, dónde está el acuerdo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>The speaker reads a sentence aloud (in English)</source>
        <translation>El hablante lee una frase en voz alta (en inglés)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Note on the c&amp;onsent</source>
        <translation>Nota sobre el c&amp;onsentimiento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Recording: please read aloud now.</source>
        <translation>Grabando: lea ahora en voz alta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Press the button, then let the speaker read this aloud.</source>
        <translation>Pulse el botón y pida al hablante que lea esto en voz alta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Listening to the consent</source>
        <translation>Escuchando el consentimiento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>The consent was heard, and it is the same voice. It will be kept with the new voice.</source>
        <translation>Se ha oído el consentimiento, y la voz es la misma. Se conservará con la voz nueva.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record the reading</source>
        <translation>Grabar la lectura</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record it again</source>
        <translation>Grabarla de nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Stop: it was read</source>
        <translation>Detener: ya leída</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Listen</source>
        <translation>Escuchar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Hear the recording of it</source>
        <translation>Oír la grabación de la lectura</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Nothing was recorded.</source>
        <translation>No se ha grabado nada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record it again.</source>
        <translation>Grábela de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>It is recorded. Hear it, record it again, or have it checked and kept.</source>
        <translation>Está grabada. Escúchela, grábela de nuevo o haga que se compruebe y se conserve.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Spoken consent</source>
        <translation>Consentimiento oral</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Spoken consent to “{name}”</source>
        <translation>Consentimiento oral para “{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>How far listening is</source>
        <translation>Progreso de la escucha</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Another sentence</source>
        <translation>Otra frase</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The one shown is no longer valid then</source>
        <translation>La que se muestra dejará de ser válida</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Choose a file…</source>
        <translation>Elegir un archivo…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>If it was recorded somewhere else</source>
        <translation>Si se grabó en otro lugar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Check and keep</source>
        <translation>Comprobar y conservar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listen to it, and keep it if it matches</source>
        <translation>Escucharla y conservarla si coincide</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The sentence, as it was read</source>
        <translation>La frase, tal como se leyó</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listening to the consent to “{name}”</source>
        <translation>Escuchando el consentimiento para “{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Record it while the speaker reads it aloud, until {until}.</source>
        <translation>Grábela mientras el hablante la lee en voz alta, hasta {until}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The speaker’s consent is kept with “{name}” now.</source>
        <translation>El consentimiento del hablante ya se conserva con “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Stopped: nothing was kept.</source>
        <translation>Detenido: no se ha conservado nada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>The person who gave you this voice stated whose it is. What you state here replaces that.</source>
        <translation>Quien le dio esta voz declaró de quién es. Lo que usted declare aquí lo sustituye.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Consent</source>
        <translation>Consentimiento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Whose voice is “{name}”?</source>
        <translation>¿De quién es la voz “{name}”?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>State this</source>
        <translation>Declararlo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>&amp;Speaker</source>
        <translation>&amp;Hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>&amp;Note on the consent</source>
        <translation>&amp;Nota sobre el consentimiento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Enter who gave you consent.</source>
        <translation>Indique quién le dio su consentimiento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Who gave you this voice stated whose it is: state that anew first.</source>
        <translation>De quién es esta voz lo indicó quien se la dio: indíquelo usted primero.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>“{ground}”{who}, stated on {when} by the person who gave you the voice, not by you</source>
        <translation>“{ground}”{who}, declarado el {when} por quien le dio la voz, no por usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>{ground}{who}, stated on {when}</source>
        <translation>{ground}{who}, declarado el {when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>“{heard}”, spoken on {day}</source>
        <translation>“{heard}”, dicho el {day}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>State consent anew…</source>
        <translation>Declarar de nuevo…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Say whose voice it is, and what it may be used for</source>
        <translation>Indicar de quién es la voz y para qué se puede usar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Add a spoken consent…</source>
        <translation>Consentimiento oral…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>The speaker reads a sentence aloud</source>
        <translation>El hablante lee una frase en voz alta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>This is my own voice</source>
        <translation>Es mi propia voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>The speaker gave me consent</source>
        <translation>El hablante me dio su consentimiento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>The recording is in the public domain</source>
        <translation>La grabación es de dominio público</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>It may be given to others as a file</source>
        <translation>Se puede dar a otros como archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>It may be used over HTTP</source>
        <translation>Se puede usar por HTTP</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick all chapters</source>
        <translation>Marcar todos los capítulos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick no chapter</source>
        <translation>No marcar ningún capítulo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Read aloud</source>
        <translation>Leer en voz alta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Intro</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Stop; what was said is kept (Esc)</source>
        <translation>Detener; lo ya dicho se conserva (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Another document</source>
        <translation>Otro documento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Choose another document</source>
        <translation>Elegir otro documento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>There is no voice yet: make one on the Capture page.</source>
        <translation>Todavía no hay ninguna voz: cree una en la página Captura.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Choose a voice.</source>
        <translation>Elija una voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick a chapter.</source>
        <translation>Marque un capítulo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Cover</source>
        <translation>Portada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>“{title}” was read aloud: {facts}.</source>
        <translation>“{title}” se ha leído en voz alta: {facts}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Stopping…</source>
        <translation>Deteniendo…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>, about {time}</source>
        <translation>, aprox. {time}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>All chapters</source>
        <translation>Todos los capítulos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{count} of {chapters}</source>
        <translation>{count} de {chapters}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>One audiobook with chapters (M4B)</source>
        <translation>Un audiolibro con capítulos (M4B)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>One MP3 with chapters</source>
        <translation>Un MP3 con capítulos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>SRT, by lines</source>
        <translation>SRT, por líneas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>SRT, by words</source>
        <translation>SRT, por palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>WebVTT, by lines</source>
        <translation>WebVTT, por líneas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>WebVTT, by words</source>
        <translation>WebVTT, por palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>Replace files that are there</source>
        <translation>Reemplazar los existentes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Choose a cover…</source>
        <translation>Elegir portada…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>A JPEG or PNG picture</source>
        <translation>Una imagen JPEG o PNG</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Take the document’s own cover</source>
        <translation>Usar la portada del propio documento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Book</source>
        <translation>Libro</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Choose a cover</source>
        <translation>Elija una portada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Pictures ({kinds})</source>
        <translation>Imágenes ({kinds})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>A file for each chapter: {title}</source>
        <translation>Un archivo por capítulo: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Format</source>
        <translation>&amp;Formato</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>S&amp;ubtitles</source>
        <translation>S&amp;ubtítulos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>L&amp;oudness</source>
        <translation>S&amp;onoridad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Who reads</source>
        <translation>Quién lee</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>What is made</source>
        <translation>Qué se crea</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>With the document’s own cover</source>
        <translation>Con la portada del propio documento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Without a cover</source>
        <translation>Sin portada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>With the cover {cover}</source>
        <translation>Con la portada {cover}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Looking at {name}</source>
        <translation>Examinando {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <source>Reading “{title}” aloud</source>
        <translation>Leyendo “{title}” en voz alta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <source>“{title}” was read aloud.</source>
        <translation>“{title}” se ha leído en voz alta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/made_line.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Open folder</source>
        <translation>Abrir carpeta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Press “Go on” below “Not finished”, now or at any later start.</source>
        <translation>Pulse “Continuar” bajo “Sin terminar”, ahora o en cualquier inicio posterior.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>The voice chosen above</source>
        <translation>La voz elegida arriba</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>A name in [brackets] before a paragraph says who reads it</source>
        <translation>Un nombre entre [corchetes] dice quién lee el párrafo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>Voice of {name}</source>
        <translation>Voz de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Chapter</source>
        <translation>Capítulo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Length</source>
        <translation>Duración</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Chapters</source>
        <translation>Capítulos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Read</source>
        <translation>Leído</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Being read</source>
        <translation>Leyendo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>{words:,} words</source>
        <translation>{words:,} palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>This computer says them; else an address such as tcp://10.0.0.5:8786</source>
        <translation>Las lee este equipo; si no, una dirección como tcp://10.0.0.5:8786</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Try it</source>
        <translation>Probar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>See whether this cluster can be reached</source>
        <translation>Comprobar si se puede acceder a este clúster</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Dask &amp;cluster</source>
        <translation>&amp;Clúster Dask</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Trying…</source>
        <translation>Probando…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, with {number} worker.</source>
        <translation>Responde, con {number} worker.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, with {number} workers.</source>
        <translation>Responde, con {number} workers.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, but nobody works in it yet.</source>
        <translation>Responde, pero todavía no tiene ningún worker.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Choose a file (Ctrl+O)</source>
        <translation>Elegir un archivo (Ctrl+O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Files ({kinds});;All files (*)</source>
        <translation>Archivos ({kinds});;Todos los archivos (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Line</source>
        <translation>Línea</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Said</source>
        <translation>Dicha</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Said before</source>
        <translation>Dicha antes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>To be said</source>
        <translation>Por decir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_table.py"/>
        <source>Lines</source>
        <translation>Líneas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/made_line.py"/>
        <source>Show the files that were made</source>
        <translation>Mostrar los archivos creados</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <source>Show what is seldom wanted</source>
        <translation>Mostrar lo que se usa rara vez</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <source>Less</source>
        <translation>Menos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Plain text, Markdown, HTML, EPUB, DOCX, SRT, WebVTT</source>
        <translation>Texto sin formato, Markdown, HTML, EPUB, DOCX, SRT, WebVTT</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>CSV, TSV, XLSX or JSONL with a column “text”, or TXT with one text per line</source>
        <translation>CSV, TSV, XLSX o JSONL con una columna “text”, o TXT con un texto por línea</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>A book is being read: wait for it, or stop it.</source>
        <translation>Se está leyendo un libro: espere a que termine o deténgalo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>The lines of a table are being said: wait for them, or stop them.</source>
        <translation>Se están diciendo las líneas de una tabla: espere a que termine o deténgalo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Long texts</source>
        <translation>Textos largos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Have a book read aloud, or each line of a table said into a file of its own.</source>
        <translation>Haga que se lea un libro en voz alta o que cada línea de una tabla se diga en su propio archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Book or document</source>
        <translation>Libro o documento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Read a document aloud, chapter by chapter</source>
        <translation>Leer un documento en voz alta, capítulo a capítulo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Table of lines</source>
        <translation>Tabla de líneas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Say each line of a table into a file of its own</source>
        <translation>Decir cada línea de una tabla en su propio archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Drop a document here</source>
        <translation>Suelte aquí un documento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Drop a table here</source>
        <translation>Suelte aquí una tabla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Say all lines</source>
        <translation>Decir las líneas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Stop; what was said is there (Esc)</source>
        <translation>Detener; lo ya dicho se conserva (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Read again</source>
        <translation>Leer de nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Read the table again after it was changed</source>
        <translation>Leer de nuevo la tabla después de cambiarla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Another table</source>
        <translation>Otra tabla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Choose another table</source>
        <translation>Elegir otra tabla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>The lines are being looked at.</source>
        <translation>Se están examinando las líneas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} line cannot be said: change the table, or what is chosen here, then read it again.</source>
        <translation>{number} línea no se puede decir: cambie la tabla o lo elegido aquí y léala de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} lines cannot be said: change the table, or what is chosen here, then read it again.</source>
        <translation>{number} líneas no se pueden decir: cambie la tabla o lo elegido aquí y léala de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>There are no lines that can be said.</source>
        <translation>No hay líneas que se puedan decir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>All lines are said.</source>
        <translation>Todas las líneas están dichas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>And {count} more.</source>
        <translation>Y {count} más.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} line failed.</source>
        <translation>{number} línea ha fallado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} lines failed.</source>
        <translation>{number} líneas han fallado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>It was stopped.</source>
        <translation>Se ha detenido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} of {lines} are said: {length} of speech.</source>
        <translation>{count} de {lines} dichas: {length} de locución.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Line {number}: {words}</source>
        <translation>Línea {number}: {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Say the rest</source>
        <translation>Decir el resto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} cannot be said</source>
        <translation>no válidas: {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} said</source>
        <translation>dichas: {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The voice’s own</source>
        <translation>La de la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>As many as there is room for</source>
        <translation>Tantos como quepan</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Voice of lines that name none</source>
        <translation>&amp;Voz de las líneas que no indican ninguna</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Language of lines that name none</source>
        <translation>&amp;Idioma de las líneas que no indican ninguno</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Attempts</source>
        <translation>I&amp;ntentos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Engines side by side</source>
        <translation>&amp;Motores en paralelo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>One</source>
        <translation>Uno</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>The best of {count}</source>
        <translation>El mejor de {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Saying the lines of {name}</source>
        <translation>Diciendo las líneas de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{count} of {lines} are said.</source>
        <translation>{count} de {lines} dichas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Stopped: {there}</source>
        <translation>Detenido: {there}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{number} line failed: the list says why.</source>
        <translation>{number} línea ha fallado: la lista indica por qué.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{number} lines failed: the list says why.</source>
        <translation>{number} líneas han fallado: la lista indica por qué.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>book</source>
        <translation>libro</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>table</source>
        <translation>tabla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>{kind} · {fraction} % said · begun {begun}</source>
        <translation>{kind} · {fraction} % dicho · inicio: {begun}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Go on where it left off</source>
        <translation>Continuar donde se quedó</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Erase what was said of it so far</source>
        <translation>Borrar lo dicho hasta ahora</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget</source>
        <translation>Olvidar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Not finished</source>
        <translation>Sin terminar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>What was said so far is kept. They go on where they left off.</source>
        <translation>Lo ya dicho de ellos se conserva. Continúan donde se quedaron.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>What was said of it and is not saved yet is erased. Chapters that are saved stay.</source>
        <translation>Se borrará lo dicho que todavía no está guardado. Los capítulos guardados se conservan.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget “{title}”?</source>
        <translation>¿Olvidar “{title}”?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget it</source>
        <translation>Olvidarlo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/voice_fields.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>&amp;Voice</source>
        <translation>&amp;Voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engine_group.py"/>
        <source>Recommended for this computer</source>
        <translation>Recomendados para este equipo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Progress of installing: {title}</source>
        <translation>Progreso de la instalación: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Install…</source>
        <translation>Instalar…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Install: {title}</source>
        <translation>Instalar: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Stop, and throw away what has arrived</source>
        <translation>Detener y descartar lo recibido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Remove: {title}</source>
        <translation>Quitar: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Free memory</source>
        <translation>Liberar memoria</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Take engines out of memory until needed</source>
        <translation>Sacar los motores de la memoria hasta que se necesiten</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>about {size}</source>
        <translation>unos {size}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>What is fetched from PyPI is {about}.</source>
        <translation>Lo que se descarga de PyPI ocupa {about}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Download and install {title}?</source>
        <translation>¿Descargar e instalar {title}?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Install</source>
        <translation>Instalar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Not now</source>
        <translation>Ahora no</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Voices and models stay.</source>
        <translation>Las voces y los modelos se conservan.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Remove {title}?</source>
        <translation>¿Quitar {title}?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Keep</source>
        <translation>Conservar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Waiting for its turn</source>
        <translation>A la espera de su turno</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Installed: {title}.</source>
        <translation>Instalado: {title}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Fetch a model to use it.</source>
        <translation>Descargue un modelo para usarlo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Ready: {ready}.</source>
        <translation>Listo: {ready}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Not installed: {lacking} (about {size}).</source>
        <translation>Sin instalar: {lacking} (unos {size}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>There are none.</source>
        <translation>No hay ninguno.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>{size} of memory is free.</source>
        <translation>{size} de memoria libre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>{size} of memory is free, {graphics} on the graphics card.</source>
        <translation>{size} de memoria libre, {graphics} en la tarjeta gráfica.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>In memory: {loaded}.</source>
        <translation>En memoria: {loaded}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Progress of {title}</source>
        <translation>Progreso de {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>On this computer, {size}</source>
        <translation>En este equipo, {size}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{size} are here, the rest is missing</source>
        <translation>Aquí hay {size}; falta el resto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Download…</source>
        <translation>Descargar…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Download {title}</source>
        <translation>Descargar {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Stop, and keep what has arrived</source>
        <translation>Detener y conservar lo recibido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Import…</source>
        <translation>Importar…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Take {title} from files you have</source>
        <translation>Importar {title} de archivos que ya tiene</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Check</source>
        <translation>Comprobar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Compare the files with their checksums</source>
        <translation>Comparar los archivos con sus sumas de comprobación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Remove {title} from this computer</source>
        <translation>Quitar {title} de este equipo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>A folder…</source>
        <translation>Una carpeta…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>A zip or tar archive…</source>
        <translation>Un archivo zip o tar…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Recommended</source>
        <translation>Recomendado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>about </source>
        <translation>unos </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>size not known</source>
        <translation>tamaño desconocido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>needs an account</source>
        <translation>requiere una cuenta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{size} of memory</source>
        <translation>{size} de memoria</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>any language</source>
        <translation>cualquier idioma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{count} languages</source>
        <translation>{count} idiomas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>For the neural engines; the natural and the basic one need none. Nothing is fetched before you ask for it.</source>
        <translation>Para los motores neuronales; el natural y el básico no necesitan ninguno. No se descarga nada sin que usted lo pida.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Archives (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz);;All files (*)</source>
        <translation>Archivos comprimidos (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz);;Todos los archivos (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Search name, language, licence</source>
        <translation>Buscar nombre, idioma, licencia</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Search models</source>
        <translation>Buscar modelos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>No model matches.</source>
        <translation>Ningún modelo coincide.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Import {title}</source>
        <translation>Importar {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>{title}: all files are as they should be.</source>
        <translation>{title}: todos los archivos están como deben.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>To use it again it has to be fetched again.</source>
        <translation>Para volver a usarlo habrá que descargarlo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>The model is on this computer now.</source>
        <translation>El modelo ya está en este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>To use it, its engine has to be installed.</source>
        <translation>Para usarlo, hay que instalar su motor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Download</source>
        <translation>Descargar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>What its engine needs ({about}) is fetched and installed as well.</source>
        <translation>También se descarga e instala lo que necesita su motor ({about}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>{title} is on this computer now.</source>
        <translation>{title} ya está en este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>On this computer: {fitting}, {pace}.</source>
        <translation>En este equipo: {fitting}, {pace}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>too large for the free memory (needs {size})</source>
        <translation>demasiado grande para la memoria libre (necesita {size})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>fits on the graphics card</source>
        <translation>cabe en la tarjeta gráfica</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>fits in memory</source>
        <translation>cabe en la memoria</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>speed not known</source>
        <translation>rapidez desconocida</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>{times:.0f} times slower than speech</source>
        <translation>{times:.0f} veces más lento que el habla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>about {seconds} s for a minute of speech</source>
        <translation>unos {seconds} s por minuto de habla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/choosing.py"/>
        <source>Recordings ({kinds});;All files (*)</source>
        <translation>Grabaciones ({kinds});;Todos los archivos (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Microphone</source>
        <translation>Micrófono</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Loudspeaker</source>
        <translation>Altavoz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Look for a new microphone</source>
        <translation>Buscar un micrófono nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Look for a new loudspeaker</source>
        <translation>Buscar un altavoz nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>No microphone was found. Plug one in, then press “Look for a new microphone”.</source>
        <translation>No se ha encontrado ningún micrófono. Conecte uno y pulse “Buscar un micrófono nuevo”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>No loudspeaker was found. Plug one in, then press “Look for a new loudspeaker”.</source>
        <translation>No se ha encontrado ningún altavoz. Conecte uno y pulse “Buscar un altavoz nuevo”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Input of the microphone</source>
        <translation>Entrada del micrófono</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>The one that is heard ({used})</source>
        <translation>La que se oye ({used})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Input {number} · {level}</source>
        <translation>Entrada {number} · {level}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>{default} (default)</source>
        <translation>{default} (por defecto)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>System default</source>
        <translation>Predeterminado del sistema</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>{chosen} (not connected)</source>
        <translation>{chosen} (no conectado)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/window/job_bridge.py"/>
        <source>Something went wrong inside VoiceCloner.</source>
        <translation>Ha ocurrido un error interno en VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <source>Your voices are safe and you can go on. If it happens again, please report it with the lines below.</source>
        <translation>Sus voces están a salvo y puede continuar. Si vuelve a ocurrir, comuníquelo junto con las líneas de abajo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Copy the details</source>
        <translation>Copiar los detalles</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>I have read the licence and accept it</source>
        <translation>He leído la licencia y la acepto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Licence: {words}</source>
        <translation>Licencia: {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Licence: {words} ({name})</source>
        <translation>Licencia: {words} ({name})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>This model is given only to people who have agreed to its makers’ terms. Agree on its page, make an access token (reading is enough), and paste it here. It is kept in your system’s keyring.</source>
        <translation>Este modelo solo se entrega a quienes han aceptado las condiciones de sus autores. Acéptelas en su página, cree un token de acceso (basta con permiso de lectura) y péguelo aquí. Se guarda en el depósito de claves de su sistema.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Access token</source>
        <translation>Token de acceso</translation>
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
        <translation>Nombre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+1 … Ctrl+6</source>
        <translation>Ctrl+1 … Ctrl+6</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Capture, Voices, Speak, Long texts, Models, Settings</source>
        <translation>Captura, Voces, Hablar, Textos largos, Modelos, Ajustes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Record, or end the recording</source>
        <translation>Grabar o terminar la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Import recordings; on the page Long texts, choose a file</source>
        <translation>Importar grabaciones; en la página Textos largos, elegir un archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+F</source>
        <translation>Ctrl+F</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Search the voices</source>
        <translation>Buscar entre las voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Speak with the chosen voice</source>
        <translation>Hablar con la voz elegida</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>F2</source>
        <translation>F2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Rename the chosen voice</source>
        <translation>Renombrar la voz elegida</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Del</source>
        <translation>Supr</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Delete the chosen voice or takes</source>
        <translation>Eliminar la voz o las tomas elegidas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Z</source>
        <translation>Ctrl+Z</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Undo the last deletion</source>
        <translation>Deshacer la última eliminación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Alt+T</source>
        <translation>Alt+P</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>The trash, on the page Voices</source>
        <translation>La papelera, en la página Voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Alt+X</source>
        <translation>Alt+X</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Hear the recording instead of the voice, or back, on the page Voices</source>
        <translation>Oír la grabación en lugar de la voz, o al revés, en la página Voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Speak the text, read the book, say the lines; on the page Capture, the next step</source>
        <translation>Decir el texto, leer el libro, decir las líneas; en la página Captura, el paso siguiente</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Stress the selected words of the text</source>
        <translation>Dar énfasis a las palabras seleccionadas del texto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Mayús+P</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Half a second of silence in the text</source>
        <translation>Medio segundo de silencio en el texto</translation>
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
        <translation>Guardar la locución</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Export the chosen takes</source>
        <translation>Exportar las tomas elegidas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Space</source>
        <translation>Espacio</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Play or pause, when not typing</source>
        <translation>Reproducir o pausar, cuando no se escribe</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>← → Home End</source>
        <translation>← → Inicio Fin</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Two seconds back or forward, or to the ends, in a picture of a sound</source>
        <translation>Dos segundos atrás o adelante, o a los extremos, en la imagen de un sonido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>0.1 s (with Shift 1 s), on an edge of a stretch</source>
        <translation>0,1 s (con Mayús 1 s), en el borde de un fragmento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>+ − 0, Ctrl+wheel</source>
        <translation>+ − 0, Ctrl+rueda</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>See a sound closer, more of it, or all of it</source>
        <translation>Ver un sonido más de cerca, una parte mayor o entero</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Shift+← →, Shift+wheel</source>
        <translation>Mayús+← →, Mayús+rueda</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Move what is seen of a sound</source>
        <translation>Desplazar la parte visible de un sonido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>PageUp PageDown Home End</source>
        <translation>RePág AvPág Inicio Fin</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Scroll the page, when not typing</source>
        <translation>Desplazar la página, cuando no se escribe</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Stop what is being done or heard, or a countdown</source>
        <translation>Detener lo que se hace o se oye, o una cuenta atrás</translation>
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
        <translation>Ajustes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Close VoiceCloner</source>
        <translation>Cerrar VoiceCloner</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>This list</source>
        <translation>Esta lista</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Keyboard shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Change…</source>
        <translation>Cambiar…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Choose where it is saved</source>
        <translation>Elegir dónde se guarda</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Save as</source>
        <translation>Guardar como</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Where to save</source>
        <translation>Dónde guardar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/language_combo.py"/>
        <source>Choices</source>
        <translation>Opciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Do what the message offers</source>
        <translation>Hacer lo que ofrece el mensaje</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Close this message</source>
        <translation>Cerrar este mensaje</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/pace.py"/>
        <source>Spee&amp;d</source>
        <translation>Veloci&amp;dad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Voices</source>
        <translation>Voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Speak</source>
        <translation>Hablar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Shortcuts</source>
        <translation>Atajos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Keyboard shortcuts (?)</source>
        <translation>Atajos de teclado (?)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>{name} (Ctrl+{number})</source>
        <translation>{name} (Ctrl+{number})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/detail.py"/>
        <source>Zoom in to see the spectrogram and the pitch.</source>
        <translation>Acerque la vista para ver el espectrograma y el tono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/detail.py"/>
        <source>Looking at the sound…</source>
        <translation>Examinando el sonido…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/pictures.py"/>
        <source>Looking at the sound</source>
        <translation>Examinando el sonido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/pictures.py"/>
        <source>No spectrogram yet: zoom in or out to see it.</source>
        <translation>Sin examinar. Acerque o aleje la vista para ver el espectrograma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>See more of it (−, Ctrl+wheel; all: 0)</source>
        <translation>Ver una parte mayor (−, Ctrl+rueda; todo: 0)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>See it closer (+, Ctrl+wheel)</source>
        <translation>Ver más de cerca (+, Ctrl+rueda)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>Show spectrogram and pitch, or the waveform alone</source>
        <translation>Mostrar el espectrograma y el tono, o solo la forma de onda</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_edge.py"/>
        <source>{name}: drag it, or use the arrow keys (0.1 s, with Shift 1 s)</source>
        <translation>{name}: arrástrelo o use las teclas de flecha (0,1 s, con Mayús 1 s)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_edge.py"/>
        <source>at {seconds:.1f} seconds</source>
        <translation>a los {seconds:.1f} segundos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_view.py"/>
        <source>Start of the stretch</source>
        <translation>Inicio del fragmento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_view.py"/>
        <source>End of the stretch</source>
        <translation>Fin del fragmento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>The spectrogram follows.</source>
        <translation>El espectrograma aparecerá en breve.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>empty</source>
        <translation>vacío</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>The pitch is about {pitch_hz:.0f} Hz.</source>
        <translation>El tono es de unos {pitch_hz:.0f} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>{start} to {end}: {message}</source>
        <translation>De {start} a {end}: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>{length} long.</source>
        <translation>Dura {length}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/view.py"/>
        <source>Click to listen from there. Ctrl+wheel, + and − zoom, 0 shows all; Shift+wheel or Shift+← → moves what is seen.
The wheel alone scrolls the page.
Grey: how strong each frequency is (scale on the left). Coloured line: the pitch (scale on the right).</source>
        <translation>Haga clic para seguir oyendo desde ese punto. Ctrl+rueda, + y − cambian el aumento, 0 muestra todo; Mayús+rueda o Mayús+← → desplaza lo visible.
La rueda sola desplaza la página.
Gris: la intensidad de cada frecuencia (escala de la izquierda). Línea de color: el tono (escala de la derecha).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Progress</source>
        <translation>Progreso</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Stop what is being done (Esc)</source>
        <translation>Detener lo que se está haciendo (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/voice_combo.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>No voice yet</source>
        <translation>Aún no hay voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Ready to use</source>
        <translation>Lista para usar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Nothing stands in the way of a good voice.</source>
        <translation>Nada impide obtener una buena voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Usable, but could be better</source>
        <translation>Utilizable, pero mejorable</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>You can go on; the notes say what would help.</source>
        <translation>Puede continuar; las notas indican qué ayudaría.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Not good enough</source>
        <translation>Calidad insuficiente</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>No voice can be made from this; the notes say what to do better.</source>
        <translation>Con esto no se puede crear ninguna voz; las notas indican qué mejorar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>As spoken</source>
        <translation>Como se dijo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−23 LUFS, broadcasting (EBU R 128)</source>
        <translation>−23 LUFS, radio y televisión (EBU R 128)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−19 LUFS, audiobooks</source>
        <translation>−19 LUFS, audiolibros</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−16 LUFS, podcasts</source>
        <translation>−16 LUFS, pódcast</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Duration</source>
        <translation>Duración</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Speech</source>
        <translation>Habla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Level</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Clipping</source>
        <translation>Saturación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Noise</source>
        <translation>Ruido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Silence</source>
        <translation>Silencio</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Pauses</source>
        <translation>Pausas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Hum</source>
        <translation>Zumbido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Offset</source>
        <translation>Componente continua</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Reverberation</source>
        <translation>Reverberación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Bandwidth</source>
        <translation>Ancho de banda</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Dropouts</source>
        <translation>Cortes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Speakers</source>
        <translation>Hablantes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Music</source>
        <translation>Música</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Whisper</source>
        <translation>Susurro</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Synthetic</source>
        <translation>Sintética</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>System</source>
        <translation>Sistema</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Graphics card (CUDA)</source>
        <translation>Tarjeta gráfica (CUDA)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Processor (CPU)</source>
        <translation>Procesador (CPU)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Full</source>
        <translation>Completa</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Precision</source>
        <translation>Precisión</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Guidance</source>
        <translation>Guía</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Liveliness</source>
        <translation>Viveza</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>at most</source>
        <translation>como máximo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>at least</source>
        <translation>como mínimo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>At {places} and {rest} more</source>
        <translation>En {places} y {rest} más</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>At {places}</source>
        <translation>En {places}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Back up…</source>
        <translation>Crear copia…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Copy all voices to another folder</source>
        <translation>Copiar todas las voces a otra carpeta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Restore…</source>
        <translation>Restaurar…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Bring voices back from a backup</source>
        <translation>Recuperar las voces de una copia de seguridad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Keep a copy of all voices in another folder, best on another disk. Only what is new is copied.</source>
        <translation>Guarde una copia de todas las voces en otra carpeta, a ser posible en otro disco. Solo se copia lo nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>A folder for backups</source>
        <translation>Una carpeta para las copias de seguridad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>The folder with the backup</source>
        <translation>La carpeta con la copia de seguridad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Backing the voices up</source>
        <translation>Creando la copia de seguridad de las voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Bringing the voices back</source>
        <translation>Recuperando las voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>nothing new</source>
        <translation>nada nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>The backup in {folder} holds {voices}; {new}.</source>
        <translation>La copia de seguridad en {folder} contiene {voices}; {new}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>“{name}” was left out. {message}</source>
        <translation>“{name}” se ha omitido. {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Engines</source>
        <translation>Motores</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Other programs</source>
        <translation>Otros programas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Appearance</source>
        <translation>Apariencia</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Sound</source>
        <translation>Sonido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>What was spoken</source>
        <translation>Locuciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Downloads</source>
        <translation>Descargas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Language of the window</source>
        <translation>Idioma de la ventana</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Shortest recording</source>
        <translation>Grabación mínima</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Countdown</source>
        <translation>Cuenta atrás</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Level before recording</source>
        <translation>Nivel antes de grabar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Room check</source>
        <translation>Comprobar la sala</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Number of voices</source>
        <translation>Número de voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Speed</source>
        <translation>Velocidad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Watermark</source>
        <translation>Marca de agua</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Content credentials</source>
        <translation>Credenciales de contenido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Certificate to sign with</source>
        <translation>Certificado para firmar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Key of that certificate</source>
        <translation>Clave de ese certificado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Takes are kept</source>
        <translation>Conservar tomas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Ask before closing</source>
        <translation>Preguntar al cerrar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Folder for speech</source>
        <translation>Carpeta de locuciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Folder of recordings</source>
        <translation>Carpeta de grabaciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Device</source>
        <translation>Dispositivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Engines in memory</source>
        <translation>Motores en memoria</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Answer other programs on this computer</source>
        <translation>Responder a otros programas de este equipo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Port</source>
        <translation>Puerto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Mirror</source>
        <translation>Servidor espejo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Certificates</source>
        <translation>Certificados</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>The best for the language</source>
        <translation>El mejor para el idioma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Changes are saved at once.</source>
        <translation>Los cambios se guardan de inmediato.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>VoiceCloner {version} · free software under the GPL, version 3 or later</source>
        <translation>VoiceCloner {version} · software libre bajo la GPL, versión 3 o posterior</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{option} of {engine}</source>
        <translation>{option} de {engine}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>As the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{chosen} (not installed)</source>
        <translation>{chosen} (no instalado)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Your files</source>
        <translation>Sus archivos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Voices, recordings and takes lie in this folder on your own computer.</source>
        <translation>Las voces, las grabaciones y las tomas están en esta carpeta de su propio equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all takes…</source>
        <translation>Borrar todas las tomas…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all that was spoken</source>
        <translation>Borrar todo lo que se ha dicho</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>See whether all voices and recordings are there, and mend what can be mended.</source>
        <translation>Ver si están todas las voces y grabaciones, y reparar lo que se pueda reparar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Check and repair</source>
        <translation>Comprobar y reparar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Look through the library</source>
        <translation>Revisar la biblioteca</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>No takes</source>
        <translation>Ninguna toma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{held}: what was spoken, kept as set under “What was spoken”.</source>
        <translation>{held}: lo que se ha dicho, conservado según se indica en “Locuciones”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all takes for good?</source>
        <translation>¿Borrar todas las tomas definitivamente?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>What was spoken is erased here, with its texts. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>Lo que se ha dicho se borrará aquí, junto con sus textos. No se puede deshacer. Los archivos que guardó en otro lugar se conservan.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase all</source>
        <translation>Borrar todas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Keep them</source>
        <translation>Conservarlas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{number} take was erased.</source>
        <translation>Se ha borrado {number} toma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{number} takes were erased.</source>
        <translation>Se han borrado {number} tomas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Copy the token, which other programs need</source>
        <translation>Copiar el token que necesitan otros programas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Open page</source>
        <translation>Abrir página</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Use this program in the browser</source>
        <translation>Usar este programa en el navegador</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>The token was copied.</source>
        <translation>Se ha copiado el token.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>How the recording is said again</source>
        <translation>Cómo se dice de nuevo la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>English is said anew from its words, with the timing and melody of the recording; all else as sound</source>
        <translation>El inglés se dice de nuevo a partir de sus palabras, con el ritmo y la melodía de la grabación; todo lo demás, como sonido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>As it suits the recording</source>
        <translation>Según convenga a la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>From its words</source>
        <translation>A partir de sus palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>As sound</source>
        <translation>Como sonido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Export the take</source>
        <translation>Exportar la toma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Export {number} takes</source>
        <translation>Exportar {number} tomas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>The files will be called</source>
        <translation>Los archivos se llamarán</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Progress of the export</source>
        <translation>Progreso de la exportación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>and {number} more file</source>
        <translation>y {number} archivo más</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>and {number} more files</source>
        <translation>y {number} archivos más</translation>
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
        <translation>32 bits, coma flotante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The voice</source>
        <translation>La voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The first words</source>
        <translation>Las primeras palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The day</source>
        <translation>El día</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The time</source>
        <translation>La hora</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The place among these takes</source>
        <translation>La posición entre estas tomas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The take’s id</source>
        <translation>El identificador de la toma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The language</source>
        <translation>El idioma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The engine</source>
        <translation>El motor</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Insert…</source>
        <translation>Insertar…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Insert what differs from take to take</source>
        <translation>Insertar lo que cambia de una toma a otra</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The text</source>
        <translation>El texto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>There is no pattern for the names of the files.</source>
        <translation>No se ha indicado ningún patrón para los nombres de los archivos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Press Insert, or type a name.</source>
        <translation>Pulse “Insertar” o escriba un nombre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Quality</source>
        <translation>&amp;Calidad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Sample &amp;rate</source>
        <translation>F&amp;recuencia de muestreo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Loudness</source>
        <translation>So&amp;noridad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Title</source>
        <translation>&amp;Título</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Artist</source>
        <translation>&amp;Artista</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Names of the files</source>
        <translation>N&amp;ombres de los archivos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Usual for the format</source>
        <translation>Lo habitual del formato</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/heard_words.py"/>
        <source>The words that are heard</source>
        <translation>Las palabras que se oyen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Type a text and hear it in one of your voices.</source>
        <translation>Escriba un texto y óigalo con una de sus voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Speaking as {name}</source>
        <translation>Hablando como {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Converting {title}</source>
        <translation>Convirtiendo {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Choose the recording to say again</source>
        <translation>Elija la grabación que se dirá de nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Letters, as one would read them aloud, or phonemes of the IPA between slashes: /ˈwɪn/.</source>
        <translation>Letras, como se leerían en voz alta, o fonemas del AFI entre barras: /ˈwɪn/.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Pronunciation</source>
        <translation>Pronunciación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>How words are said</source>
        <translation>Cómo se dicen las palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Say it</source>
        <translation>Decirla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Hear the word in the chosen voice</source>
        <translation>Oír la palabra con la voz elegida</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Say the word like this from now on (Enter)</source>
        <translation>Decir la palabra así a partir de ahora (Intro)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>New</source>
        <translation>Nueva</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Another word</source>
        <translation>Otra palabra</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Remove the chosen word from the list</source>
        <translation>Quitar de la lista la palabra elegida</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Saying “{word}”</source>
        <translation>Diciendo “{word}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Word</source>
        <translation>Palabra</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Said as</source>
        <translation>Se dice</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Words with a pronunciation of your own</source>
        <translation>Palabras con una pronunciación propia</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>&amp;Word</source>
        <translation>&amp;Palabra</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Said &amp;as</source>
        <translation>&amp;Se dice</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>&amp;For</source>
        <translation>P&amp;ara</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>All voices</source>
        <translation>Todas las voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Another voice</source>
        <translation>Otra voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>{engine}, with which the chosen voice speaks, cannot say phonemes.</source>
        <translation>{engine}, el motor de la voz elegida, no admite fonemas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Replace “{name}”?</source>
        <translation>¿Reemplazar “{name}”?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>There is a file of this name already.</source>
        <translation>Ya existe un archivo con este nombre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Replace it</source>
        <translation>Reemplazarlo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>In {folder}. The file says that it is synthetic.</source>
        <translation>En {folder}. El archivo indica que es sintético.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Saved as {name}.</source>
        <translation>Guardado como {name}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Saving {name}</source>
        <translation>Guardando {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>speech</source>
        <translation>locución</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The take has this version of the sentence now; the other one is kept.</source>
        <translation>La toma tiene ahora esta versión de la frase; la otra se conserva.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Sentences</source>
        <translation>Frases</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Sp&amp;eed</source>
        <translation>V&amp;elocidad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Other words, *stress* in asterisks, another spelling, another speed: as you like.</source>
        <translation>Otras palabras, *énfasis* entre asteriscos, otra ortografía, otra velocidad: como prefiera.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Play this sentence, or the chosen version of it</source>
        <translation>Reproducir esta frase, o la versión elegida de ella</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Say again</source>
        <translation>Decir otra vez</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Say this sentence again; how it was said until now is kept</source>
        <translation>Decir esta frase otra vez; se conserva como se decía hasta ahora</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Use this version</source>
        <translation>Usar esta versión</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Use this version in the take</source>
        <translation>Usar esta versión en la toma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase version</source>
        <translation>Borrar versión</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase this version, which is not heard in the take</source>
        <translation>Borrar esta versión, que no se oye en la toma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Saying a sentence again</source>
        <translation>Diciendo una frase otra vez</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase version {place} for good?</source>
        <translation>¿Borrar la versión {place} definitivamente?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The take stays as it is heard now. This cannot be undone.</source>
        <translation>La toma queda como se oye ahora. No se puede deshacer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase it</source>
        <translation>Borrarla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The version was erased.</source>
        <translation>La versión se ha borrado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Versions</source>
        <translation>Versiones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>&amp;Words</source>
        <translation>&amp;Palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>  · {count} versions</source>
        <translation>  · {count} versiones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>in the take</source>
        <translation>en la toma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Version {place}</source>
        <translation>Versión {place}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>speed {speed:.2f}</source>
        <translation>velocidad {speed:.2f}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>{facts} · seed {seed} · {text}</source>
        <translation>{facts} · semilla {seed} · {text}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>{hint} The speech was made all the same and can be saved.</source>
        <translation>{hint} La locución se ha creado de todos modos y se puede guardar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>Stopped. What was said so far, {length}, is kept as a take.</source>
        <translation>Detenido. Lo dicho hasta ahora, {length}, se conserva como toma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>What was said until then, {length}, is kept as a take.</source>
        <translation>Lo dicho hasta entonces, {length}, se conserva como toma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Stress the selected words ({key})</source>
        <translation>Dar énfasis a las palabras seleccionadas ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Half a second of silence here ({key})</source>
        <translation>Medio segundo de silencio aquí ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Pronunciation…</source>
        <translation>Pronunciación…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Correct how words are pronounced</source>
        <translation>Corregir la pronunciación de palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Convert a recording…</source>
        <translation>Convertir grabación…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{engine} cannot say texts: convert a recording, or drop one here.</source>
        <translation>{engine} no lee textos: convierta una grabación o suelte una aquí.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Type what the voice should say.</source>
        <translation>Escriba lo que debe decir la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Say a recording again in this voice; it can be dropped here too</source>
        <translation>Decir de nuevo una grabación con esta voz; también se puede soltar aquí</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>The engine of this voice, {engine}, cannot convert recordings.</source>
        <translation>El motor de esta voz, {engine}, no puede convertir grabaciones.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>What should the voice say?</source>
        <translation>¿Qué debe decir la voz?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Text to say</source>
        <translation>Texto que se dirá</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Stress</source>
        <translation>Énfasis</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Pronounce “{shown}” as…</source>
        <translation>Pronunciar “{shown}” como…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Picture of the speech</source>
        <translation>Imagen de la locución</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>What the voice says appears here as soon as it begins.</source>
        <translation>Lo que dice la voz se ve aquí en cuanto empieza.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Hear this sentence once more, from its beginning</source>
        <translation>Oír otra vez esta frase, desde su comienzo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Save as…</source>
        <translation>Guardar como…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Save as WAV, MP3 and others (Ctrl+S)</source>
        <translation>Guardar como WAV, MP3 y otros (Ctrl+S)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Being made…</source>
        <translation>Creando…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Speed of playback</source>
        <translation>Velocidad de reproducción</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>How fast it is heard; the take stays as it is</source>
        <translation>A qué velocidad se oye; la toma queda como está</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>★ favourite</source>
        <translation>★ favorita</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>erased after {days}</source>
        <translation>se borra tras {days}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>saved</source>
        <translation>guardada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>not saved</source>
        <translation>sin guardar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>stopped early</source>
        <translation>detenida antes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>broken off</source>
        <translation>interrumpida</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Takes</source>
        <translation>Tomas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Search takes</source>
        <translation>Buscar tomas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Search what was said, or the voice</source>
        <translation>Buscar lo que se dijo, o la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Delete the chosen takes (Del)</source>
        <translation>Eliminar las tomas elegidas (Supr)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Play this take (Enter)</source>
        <translation>Reproducir esta toma (Intro)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Save this take</source>
        <translation>Guardar esta toma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Format, loudness and names of the chosen takes (Ctrl+E)</source>
        <translation>Formato, sonoridad y nombres de las tomas elegidas (Ctrl+E)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Say the same once more</source>
        <translation>Decir lo mismo otra vez</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Favourite</source>
        <translation>Favorita</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Keep this take for good, or not</source>
        <translation>Conservar esta toma para siempre, o no</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Show older</source>
        <translation>Más antiguas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Show more of the takes</source>
        <translation>Mostrar más tomas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>They can be brought back until VoiceCloner is closed.</source>
        <translation>Se pueden recuperar hasta que se cierre VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>What is spoken is kept for {number} day on which VoiceCloner is used, then it is erased, except favourites. It takes up {size} on the disk. Save elsewhere what you want to keep.</source>
        <translation>Lo que se dice se conserva durante {number} día de uso de VoiceCloner y después se borra, salvo las favoritas. Ocupa {size} en el disco. Guarde en otro lugar lo que quiera conservar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>What is spoken is kept for {number} days on which VoiceCloner is used, then it is erased, except favourites. It takes up {size} on the disk. Save elsewhere what you want to keep.</source>
        <translation>Lo que se dice se conserva durante {number} días de uso de VoiceCloner y después se borra, salvo las favoritas. Ocupa {size} en el disco. Guarde en otro lugar lo que quiera conservar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>No take matches “{text}”.</source>
        <translation>Ninguna toma coincide con “{text}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Let the rule apply to it again</source>
        <translation>Aplicarle de nuevo la regla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Keep it for good</source>
        <translation>Conservarla para siempre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>“{text}” was deleted.</source>
        <translation>“{text}” se ha eliminado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} take was deleted.</source>
        <translation>Se ha eliminado {number} toma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} takes were deleted.</source>
        <translation>Se han eliminado {number} tomas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>“{text}” is back.</source>
        <translation>“{text}” se ha recuperado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} take is back.</source>
        <translation>Se ha recuperado {number} toma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} takes are back.</source>
        <translation>Se han recuperado {number} tomas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>“{name}”</source>
        <translation>“{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>{name}: {value}</source>
        <translation>{name}: {value}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>Hear what the voice sounds like (Space)</source>
        <translation>Oír cómo suena la voz (Espacio)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>“{name}” says a sentence</source>
        <translation>“{name}” dice una frase</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>Press Play to hear and see the voice itself.</source>
        <translation>Pulse “Reproducir” para oír y ver la propia voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Tag</source>
        <translation>Etiqueta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Approved</source>
        <translation>Aprobada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Being reviewed</source>
        <translation>En revisión</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Failed review</source>
        <translation>Revisión no superada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Needs rebuild</source>
        <translation>Hay que reconstruirla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>&amp;Filter</source>
        <translation>&amp;Filtro</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Show only voices of one state, language, engine or tag</source>
        <translation>Mostrar solo las voces de un estado, idioma, motor o etiqueta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Filter: {kinds}</source>
        <translation>Filtro: {kinds}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Show all</source>
        <translation>Mostrar todas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Any</source>
        <translation>Cualquiera</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>{count} voices</source>
        <translation>{count} voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Voice of VoiceCloner (*{suffix})</source>
        <translation>Voz de VoiceCloner (*{suffix})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Export {words}</source>
        <translation>Exportar {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>“{name}” is too large to be dragged.</source>
        <translation>“{name}” es demasiado grande para arrastrarla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Press Export instead.</source>
        <translation>Pulse “Exportar” en su lugar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Exporting {words}</source>
        <translation>Exportando {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Saved as {path} ({size}).</source>
        <translation>Guardado como {path} ({size}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/list_and_details.py"/>
        <source>&amp;All voices</source>
        <translation>Todas las &amp;voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/list_and_details.py"/>
        <source>Back to the list of voices (Alt+A)</source>
        <translation>Volver a la lista de voces (Alt+V)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Record yourself, or drop a recording onto this window.</source>
        <translation>Grábese, o suelte una grabación en esta ventana.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Look at its review.</source>
        <translation>Consulte su revisión.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Name the voice, say whose it is, and press Create voice.</source>
        <translation>Ponga un nombre a la voz, indique de quién es y pulse “Crear voz”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Recently used</source>
        <translation>Uso reciente</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Newest</source>
        <translation>Más nuevas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Score</source>
        <translation>Puntuación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Search voices</source>
        <translation>Buscar voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Search name, id, tags, notes</source>
        <translation>Buscar nombre, id, etiquetas, notas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Sort by</source>
        <translation>Ordenar por</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Voices in the library, and how many it may hold (see Settings)</source>
        <translation>Voces de la biblioteca y cuántas puede contener (véase Ajustes)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>&amp;Trash</source>
        <translation>&amp;Papelera</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Deleted voices (Alt+T)</source>
        <translation>Voces eliminadas (Alt+P)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>No voices yet</source>
        <translation>Aún no hay voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Make a voice</source>
        <translation>Crear una voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>No voice matches</source>
        <translation>Ninguna voz coincide</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Try fewer letters, or another word.</source>
        <translation>Pruebe con menos letras o con otra palabra.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Add a tag</source>
        <translation>Añadir etiqueta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>A tag for {count} voices:</source>
        <translation>Una etiqueta para {count} voces:</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{number}{more} found · </source>
        <translation>Encontradas: {number}{more} · </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{count} of {quota}: delete one first</source>
        <translation>{count} de {quota}: elimine una antes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{count} of {quota}</source>
        <translation>{count} de {quota}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>&amp;Trash ({count})</source>
        <translation>&amp;Papelera ({count})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Out of 100: how closely it resembles the speaker, less for what cannot be understood and for a poor recording. Good from {good}, fair from {fair}.</source>
        <translation>Sobre 100: cuánto se parece al hablante, con descuento por lo que no se entiende y por una mala grabación. Buena desde {good}, aceptable desde {fair}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>How it came out has not been measured yet.</source>
        <translation>Todavía no se ha medido cómo ha quedado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>It says two sentences, which are compared with its recording…</source>
        <translation>Dice dos frases, que se comparan con su grabación…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Measure</source>
        <translation>Medir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Find out how it came out</source>
        <translation>Averiguar cómo ha quedado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>What was measured</source>
        <translation>Qué se ha medido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>The numbers</source>
        <translation>Las cifras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Score {score} of 100</source>
        <translation>Puntuación {score} de 100</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Measure again</source>
        <translation>Medir de nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/scoring.py"/>
        <source>Measuring “{name}”</source>
        <translation>Midiendo “{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/scoring.py"/>
        <source>How “{name}” came out could not be measured. {message}</source>
        <translation>No se ha podido medir cómo ha quedado “{name}”. {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>A&amp;dd tag…</source>
        <translation>Eti&amp;quetar…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Give all of them a tag</source>
        <translation>Poner una etiqueta a todas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Write all of them into one file</source>
        <translation>Escribir todas en un solo archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Put all of them into the trash</source>
        <translation>Mover todas a la papelera</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>{chosen} voices chosen</source>
        <translation>{chosen} voces elegidas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/switch_button.py"/>
        <source>Hear the other one from the same place, equally loud ({key})</source>
        <translation>Oír la otra desde el mismo punto, con igual sonoridad ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/switch_button.py"/>
        <source>Switch between the voice and the recording</source>
        <translation>Alternar entre la voz y la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_rows.py"/>
        <source>{language} · deleted {when} · erased after {days}</source>
        <translation>{language} · eliminada: {when} · se borra tras {days}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_rows.py"/>
        <source>its {part} cannot be read: it can only be erased</source>
        <translation>no se puede leer {part}: solo se puede borrar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Deleted voices stay here for {days} days on which VoiceCloner is used, with their recordings; then they are erased.</source>
        <translation>Las voces eliminadas permanecen aquí, con sus grabaciones, durante {days} días de uso de VoiceCloner; después se borran.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Deleted voices</source>
        <translation>Voces eliminadas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Back to the voices (Alt+T)</source>
        <translation>Volver a las voces (Alt+P)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Restore</source>
        <translation>Restaurar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Bring the voice back (Enter)</source>
        <translation>Recuperar la voz (Intro)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase now…</source>
        <translation>Borrar ya…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase it for good (Del)</source>
        <translation>Borrarla definitivamente (Supr)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase all…</source>
        <translation>Borrar todas…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Empty the trash for good</source>
        <translation>Vaciar la papelera definitivamente</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Trash</source>
        <translation>Papelera</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase {number} voice for good?</source>
        <translation>¿Borrar {number} voz definitivamente?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase {number} voices for good?</source>
        <translation>¿Borrar {number} voces definitivamente?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Their recordings and what was spoken with them are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>También se borrarán sus grabaciones y lo que se dijo con ellas. No se puede deshacer. Los archivos que guardó en otro lugar se conservan.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Another voice is called “{taken}” now. Bring it back as:</source>
        <translation>Otra voz se llama ahora “{taken}”. Recuperar esta como:</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Restore a voice</source>
        <translation>Restaurar una voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” is back.</source>
        <translation>“{name}” se ha recuperado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase “{name}” for good?</source>
        <translation>¿Borrar “{name}” definitivamente?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>“{name}” was erased, with {takes}.</source>
        <translation>“{name}” se ha borrado, junto con {takes}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>“{name}” was erased.</source>
        <translation>“{name}” se ha borrado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} voice was erased.</source>
        <translation>Se ha borrado {number} voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} voices were erased.</source>
        <translation>Se han borrado {number} voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>A damaged index that was set aside in the folder of your files may still contain traces of it: {names}.</source>
        <translation>Un índice dañado que se apartó en la carpeta de sus archivos puede contener aún datos de ella: {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Its recordings are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>También se borrarán sus grabaciones. No se puede deshacer. Los archivos que guardó en otro lugar se conservan.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Its recordings and what it has spoken ({takes}) are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>También se borrarán sus grabaciones y lo que ha dicho ({takes}). No se puede deshacer. Los archivos que guardó en otro lugar se conservan.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>It stays in the trash for {days} days on which VoiceCloner is used.</source>
        <translation>Permanecerá en la papelera durante {days} días de uso de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>They stay in the trash for {days} days on which VoiceCloner is used.</source>
        <translation>Permanecerán en la papelera durante {days} días de uso de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” did not pass its review: it cannot be used.</source>
        <translation>“{name}” no ha superado su revisión: no se puede usar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” passed its review.</source>
        <translation>“{name}” ha superado su revisión.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Reviewing “{name}”</source>
        <translation>Revisando “{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{tagged} voices have the tag “{tag}” now.</source>
        <translation>{tagged} voces tienen ahora la etiqueta “{tag}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Giving {count} voices a tag</source>
        <translation>Etiquetando {count} voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Deleting {count} voices</source>
        <translation>Eliminando {count} voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” was deleted.</source>
        <translation>“{name}” se ha eliminado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{count} voices were deleted.</source>
        <translation>Se han eliminado {count} voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Bringing {count} voices back</source>
        <translation>Recuperando {count} voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{count} voices are back.</source>
        <translation>Se han recuperado {count} voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>the sound alone</source>
        <translation>solo el sonido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>the sound and the words spoken in it</source>
        <translation>el sonido y las palabras que se dicen en él</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>It has to be rebuilt before it can be heard.</source>
        <translation>Hay que reconstruirla antes de poder oírla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Its recording did not pass its review.</source>
        <translation>Su grabación no ha superado la revisión.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The recording it was made from</source>
        <translation>La grabación con la que se creó</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>What else is known about it</source>
        <translation>Qué más se sabe de ella</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Speak with it (Enter)</source>
        <translation>Hablar con ella (Intro)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rename</source>
        <translation>Renombrar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rename (F2)</source>
        <translation>Renombrar (F2)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rebuild</source>
        <translation>Reconstruir</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Make it anew from its kept recording</source>
        <translation>Crearla de nuevo a partir de su grabación conservada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Save it as a file for another computer</source>
        <translation>Guardarla como archivo para otro equipo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Delete (Del)</source>
        <translation>Eliminar (Supr)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Review again</source>
        <translation>Revisar de nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Check it as a new recording would be checked</source>
        <translation>Comprobarla como una grabación nueva</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Details of the voice</source>
        <translation>Detalles de la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The recording</source>
        <translation>La grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{engine} cannot say texts.</source>
        <translation>{engine} no lee textos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Failed its review: {reasons}</source>
        <translation>No ha superado la revisión: {reasons}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>It is being reviewed again.</source>
        <translation>Se está revisando de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Needs rebuild: {reason}.</source>
        <translation>Hay que reconstruirla: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Whose voice</source>
        <translation>De quién es</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Made of</source>
        <translation>Creada con</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Created</source>
        <translation>Creada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Last used</source>
        <translation>Último uso</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>never</source>
        <translation>nunca</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{name} ({facts})</source>
        <translation>{name} ({facts})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Id: {id}</source>
        <translation>Id: {id}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Engine: {engine_id}, revision {engine_revision}</source>
        <translation>Motor: {engine_id}, revisión {engine_revision}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Made by VoiceCloner {program_version}</source>
        <translation>Creada por VoiceCloner {program_version}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{transcript}
(not used)</source>
        <translation>{transcript}
(no se usa)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_name.py"/>
        <source>Give the voice a name.</source>
        <translation>Ponga un nombre a la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>good recording</source>
        <translation>buena grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>usable recording</source>
        <translation>grabación utilizable</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>failed review</source>
        <translation>revisión no superada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>being reviewed</source>
        <translation>en revisión</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>needs rebuild</source>
        <translation>hay que reconstruirla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>score {score} of 100, {grade}</source>
        <translation>puntuación {score} de 100, {grade}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>used {when}</source>
        <translation>usada: {when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>made {when}</source>
        <translation>creada: {when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>Separated by commas, for example: family, audiobook</source>
        <translation>Separadas por comas, por ejemplo: familia, audiolibro</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>What you want to remember</source>
        <translation>Lo que quiera recordar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>Ta&amp;gs</source>
        <translation>&amp;Etiquetas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>N&amp;otes</source>
        <translation>N&amp;otas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>the voice of the person who made it</source>
        <translation>la voz de la persona que la creó</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>made with the speaker’s consent</source>
        <translation>una voz creada con el consentimiento del hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>made from a recording in the public domain</source>
        <translation>una voz creada con una grabación de dominio público</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>the person who gave you the file</source>
        <translation>quien le dio el archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>somebody who gave them the voice</source>
        <translation>alguien que le dio la voz a esa persona</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>That is their statement, not yours: until you state consent anew, what you import may not be passed on.</source>
        <translation>Es una declaración de esa persona, no de usted: mientras no declare de nuevo el consentimiento, lo que se importa no se puede dar a otros.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Import {title}?</source>
        <translation>¿Importar {title}?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Importing voices</source>
        <translation>Importando voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Nothing new came in.</source>
        <translation>No se ha importado nada nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{former}” is called “{name}” here: the name was taken.</source>
        <translation>“{former}” se llama aquí “{name}”: el nombre ya estaba en uso.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was imported.</source>
        <translation>“{name}” se ha importado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were imported.</source>
        <translation>Se han importado {number} voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was put in the trash again.</source>
        <translation>“{name}” se ha movido de nuevo a la papelera.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were put in the trash again.</source>
        <translation>Se han movido de nuevo a la papelera {number} voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was here already and stayed unchanged.</source>
        <translation>“{name}” ya estaba aquí y no ha cambiado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were here already and stayed unchanged.</source>
        <translation>{number} voces ya estaban aquí y no han cambiado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>From {where} ({size}). Nothing in your library is replaced.</source>
        <translation>De {where} ({size}). No se reemplaza nada de su biblioteca.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{ground} ({speaker})</source>
        <translation>{ground} ({speaker})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}”: {ground}, stated on {day} by {stater}.</source>
        <translation>“{name}”: {ground}, declarado el {day} por {stater}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>It is {ground}, stated on {day} by {stater}.</source>
        <translation>Es {ground}, declarado el {day} por {stater}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/job_bridge.py"/>
        <source>The log tells more.</source>
        <translation>El registro contiene más información.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was recorded so far is kept, and offered when VoiceCloner starts again.</source>
        <translation>Lo grabado hasta ahora se conserva y se ofrecerá cuando VoiceCloner se inicie de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Keep it and close</source>
        <translation>Conservar y cerrar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on recording</source>
        <translation>Seguir grabando</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Something is being spoken.</source>
        <translation>Hay una locución en curso.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was said so far is kept, and is among the takes when VoiceCloner starts again.</source>
        <translation>Lo dicho hasta ahora se conserva y estará entre las tomas cuando VoiceCloner se inicie de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on speaking</source>
        <translation>Seguir hablando</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>A book or a table is being read aloud.</source>
        <translation>Se está leyendo en voz alta un libro o una tabla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was said so far is kept; it can go on, on the page “Long texts”, when VoiceCloner starts again.</source>
        <translation>Lo dicho hasta ahora se conserva; se podrá continuar en la página “Textos largos” cuando VoiceCloner se inicie de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on reading</source>
        <translation>Seguir leyendo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>One take is not saved.</source>
        <translation>Hay una toma sin guardar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>{number} takes are not saved.</source>
        <translation>Hay {number} tomas sin guardar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>It is here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you want to keep for good.</source>
        <translation>Estará aquí de nuevo cuando VoiceCloner se inicie y se conservará durante {days} días de uso. Guarde lo que quiera conservar para siempre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>They are here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you want to keep for good.</source>
        <translation>Estarán aquí de nuevo cuando VoiceCloner se inicie y se conservarán durante {days} días de uso. Guarde lo que quiera conservar para siempre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go back</source>
        <translation>Volver</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Do not ask this again</source>
        <translation>No volver a preguntar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>Repair</source>
        <translation>Reparar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>The library is in order; {number} voice was looked through.</source>
        <translation>La biblioteca está en orden; se ha revisado {number} voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>The library is in order; {number} voices were looked through.</source>
        <translation>La biblioteca está en orden; se han revisado {number} voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/messages.py"/>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/messages.py"/>
        <source>There is nothing to undo.</source>
        <translation>No hay nada que deshacer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Off: no other program can connect.</source>
        <translation>Desactivado: ningún otro programa puede conectarse.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Starting…</source>
        <translation>Iniciando…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>The service stopped by itself. Switch it off and on again.</source>
        <translation>El servicio se ha detenido por sí solo. Desactívelo y vuelva a activarlo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Running at {address}</source>
        <translation>En marcha en {address}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>“{name}” was rebuilt with {title}.</source>
        <translation>“{name}” se ha reconstruido con {title}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Rebuilding “{name}”</source>
        <translation>Reconstruyendo “{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>“{name}” has to be rebuilt before it can speak.</source>
        <translation>Hay que reconstruir “{name}” antes de que pueda hablar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>{reason}. The voice is made anew from its kept recording; nothing of it is lost.</source>
        <translation>{reason}. La voz se crea de nuevo a partir de su grabación conservada; no se pierde nada de ella.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Rebuild it</source>
        <translation>Reconstruirla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/wording.py"/>
        <source>d MMMM yyyy</source>
        <translation>d 'de' MMMM 'de' yyyy</translation>
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
        <translation>no es un archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>There is no folder “{parent}”.</source>
        <translation>La carpeta “{parent}” no existe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Make it first, or choose another.</source>
        <translation>Créela antes o elija otra.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Nothing can be written in {folder}.</source>
        <translation>No se puede escribir en {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Check its permissions.</source>
        <translation>Compruebe sus permisos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>The folder {folder} cannot be made.</source>
        <translation>No se puede crear la carpeta {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Choose another folder.</source>
        <translation>Elija otra carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>There is no permission to write or read {shown}.</source>
        <translation>No hay permiso para escribir o leer {shown}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>“{longest}…” is longer than a name may be.</source>
        <translation>“{longest}…” es más largo de lo que puede ser un nombre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Choose a shorter one.</source>
        <translation>Elija uno más corto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{shown} could not be written or read: {strerror}.</source>
        <translation>No se ha podido escribir o leer {shown}: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>The disk is full: nothing more can be written in {parent}.</source>
        <translation>El disco está lleno: no se puede escribir nada más en {parent}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Free some space on it, then try again.</source>
        <translation>Libere espacio en él e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{parent} does not exist.</source>
        <translation>{parent} no existe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Check that the folder or the drive is still there.</source>
        <translation>Compruebe que la carpeta o la unidad siga ahí.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Nothing can be saved in {parent}.</source>
        <translation>No se puede guardar nada en {parent}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{path} does not exist.</source>
        <translation>{path} no existe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <source>Windows WASAPI</source>
        <translation>Windows WASAPI</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <source>The loudspeaker “{name}” is not connected: the system’s own one is used.</source>
        <translation>El altavoz “{name}” no está conectado: se usa el del propio sistema.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound system does not answer.</source>
        <translation>El sistema de sonido no responde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Plug it in, allow its use in the system's settings, then press “Look for a new microphone”</source>
        <translation>Conéctelo, permita su uso en los ajustes del sistema y pulse “Buscar un micrófono nuevo”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Plug it in, press “Look for a new loudspeaker” in the settings, then play again</source>
        <translation>Conéctelo, pulse “Buscar un altavoz nuevo” en los ajustes y reproduzca de nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound library PortAudio is missing.</source>
        <translation>Falta la biblioteca de sonido PortAudio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Install it (Debian and Ubuntu: sudo apt install libportaudio2), then start VoiceCloner again.</source>
        <translation>Instálela (Debian y Ubuntu: sudo apt install libportaudio2) e inicie VoiceCloner de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound library PortAudio does not start ({error}).</source>
        <translation>La biblioteca de sonido PortAudio no se inicia ({error}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>New devices cannot be looked for while sound is recorded or played.</source>
        <translation>No se pueden buscar dispositivos mientras se graba o se reproduce sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Stop recording and playing, then look again.</source>
        <translation>Detenga la grabación y la reproducción, y busque de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>{kind} “{info}” cannot be opened.</source>
        <translation>{kind} “{info}” no se puede abrir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>{kind} “{name}” is no longer there.</source>
        <translation>{kind} “{name}” ya no está.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>No microphone was found.</source>
        <translation>No se ha encontrado ningún micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>No loudspeaker was found.</source>
        <translation>No se ha encontrado ningún altavoz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The microphone</source>
        <translation>El micrófono</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The loudspeaker</source>
        <translation>El altavoz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>the system’s default device</source>
        <translation>el dispositivo predeterminado del sistema</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The device does not start.</source>
        <translation>El dispositivo no se inicia.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <source>The recording cannot be written to {path} ({strerror}).</source>
        <translation>No se puede escribir la grabación en {path} ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <location filename="../../voicecloner/use_cases/recording/record_reference.py"/>
        <source>Nothing is being recorded.</source>
        <translation>No se está grabando nada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <source>A recording is already under way.</source>
        <translation>Ya hay una grabación en curso.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>Stop it first.</source>
        <translation>Deténgala antes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone sends nothing but silence. It is muted, or another one has taken its place.</source>
        <translation>El micrófono solo envía silencio. Está silenciado u otro ha ocupado su lugar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone went away.</source>
        <translation>El micrófono se ha desconectado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>{name}, input {number}</source>
        <translation>{name}, entrada {number}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone does not answer.</source>
        <translation>El micrófono no responde.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone went away</source>
        <translation>El micrófono se ha desconectado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The recording could not be written any further ({strerror})</source>
        <translation>No se ha podido seguir escribiendo la grabación ({strerror})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>A recording ends after an hour</source>
        <translation>Una grabación termina después de una hora</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>; {seconds} s were kept</source>
        <translation>; se han conservado {seconds} s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The recording could not be finished ({strerror}).</source>
        <translation>No se ha podido terminar la grabación ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>This is not a recording made by VoiceCloner.</source>
        <translation>No es una grabación de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recordings in {folder} cannot be looked at ({strerror}).</source>
        <translation>No se pueden examinar las grabaciones de {folder} ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be read ({strerror}).</source>
        <translation>No se puede leer la grabación {name} ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} is still being made.</source>
        <translation>La grabación {name} todavía está en curso.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be recovered ({strerror}).</source>
        <translation>No se puede recuperar la grabación {name} ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be kept ({strerror}).</source>
        <translation>No se puede conservar la grabación {name} ({strerror}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_part.py"/>
        <source>“{name}” was broken off before its first sound.</source>
        <translation>“{name}” se interrumpió antes de su primer sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/audiobook.py"/>
        <source>“{name}” could not be written: {strerror}.</source>
        <translation>No se ha podido escribir “{name}”: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” holds no sound that can be read.</source>
        <translation>“{name}” no contiene sonido que se pueda leer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a picture, not a sound file.</source>
        <translation>“{name}” es una imagen, no un archivo de sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a text, not a sound file.</source>
        <translation>“{name}” es un texto, no un archivo de sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is an archive, not a sound file.</source>
        <translation>“{name}” es un archivo comprimido, no un archivo de sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a document, not a sound file.</source>
        <translation>“{name}” es un documento, no un archivo de sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is cut off or damaged: its index cannot be read, and without it none of its sound.</source>
        <translation>“{name}” está cortado o dañado: no se puede leer su índice, y sin él no se puede leer nada de su sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” has no sound track.</source>
        <translation>“{name}” no tiene pista de sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>The sound in “{name}” is in a format that cannot be read.</source>
        <translation>El sonido de “{name}” está en un formato que no se puede leer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>“{name}” is a sound file without any sound in it.</source>
        <translation>“{name}” es un archivo de sonido sin ningún sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” ends before the stretch that was chosen.</source>
        <translation>“{name}” termina antes del fragmento elegido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” does not say where in it the chosen stretch lies.</source>
        <translation>“{name}” no indica en qué punto está el fragmento elegido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is so damaged that nothing of its sound can be read.</source>
        <translation>“{name}” está tan dañado que no se puede leer nada de su sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” claims a sample rate of {sample_rate} Hz; 4000 to 384000 Hz can be read.</source>
        <translation>“{name}” declara una frecuencia de muestreo de {sample_rate} Hz; se pueden leer de 4000 a 384000 Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” claims to have {channels} channels; 1 to 64 can be read.</source>
        <translation>“{name}” declara tener {channels} canales; se pueden leer de 1 a 64.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” needs more memory to be read than a recording should.</source>
        <translation>Leer “{name}” requiere más memoria de la que debería necesitar una grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is damaged in a way that stops the decoder.</source>
        <translation>“{name}” está dañado de un modo que detiene el decodificador.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>Choose another copy of the recording, or another recording.</source>
        <translation>Elija otra copia de la grabación u otra grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Convert the recording to WAV, then choose that.</source>
        <translation>Convierta la grabación a WAV y elija esa.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Unpack it first, then import the recordings in it.</source>
        <translation>Descomprímalo antes e importe las grabaciones que contiene.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Choose an earlier start.</source>
        <translation>Elija un comienzo anterior.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Save it with one or two channels, then choose that.</source>
        <translation>Guárdelo con uno o dos canales y elija ese.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Cut out the minutes you need, then import those.</source>
        <translation>Recorte los minutos que necesita e impórtelos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>It sent more than was asked for.</source>
        <translation>Ha enviado más de lo que se pidió.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Reading “{path}” took longer than {time_limit_s} s and was stopped.</source>
        <translation>La lectura de “{path}” ha tardado más de {time_limit_s} s y se ha detenido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/streaming.py"/>
        <source>Convert the recording to WAV, then import that.</source>
        <translation>Convierta la grabación a WAV e importe esa.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>The decoder cannot be started.</source>
        <translation>No se puede iniciar el decodificador.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>Install the program again.</source>
        <translation>Instale de nuevo el programa.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” could not be read from its disk.</source>
        <translation>No se ha podido leer “{name}” de su disco.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>Check its permissions and its disk.</source>
        <translation>Compruebe sus permisos y su disco.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>It may have been moved or deleted; if it is there, check its permissions and its disk.</source>
        <translation>Puede que se haya movido o eliminado; si está ahí, compruebe sus permisos y su disco.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>VoiceCloner wrote it itself: make it again.</source>
        <translation>Lo escribió el propio VoiceCloner: créelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>The sound to be written holds values that are not numbers.</source>
        <translation>El sonido que se va a escribir contiene valores que no son números.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>WAV sound</source>
        <translation>Sonido WAV</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>FLAC sound, smaller</source>
        <translation>Sonido FLAC, más pequeño</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Ogg Vorbis sound</source>
        <translation>Sonido Ogg Vorbis</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Opus sound, smallest</source>
        <translation>Sonido Opus, el más pequeño</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>MP3 sound</source>
        <translation>Sonido MP3</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>M4A sound (AAC)</source>
        <translation>Sonido M4A (AAC)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Use a name that ends in one of {writable_suffixes}.</source>
        <translation>Use un nombre que termine en uno de estos: {writable_suffixes}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>“{name}” does not say in which format to save.</source>
        <translation>“{name}” no indica en qué formato guardar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Sound cannot be saved as “{suffix}”.</source>
        <translation>No se puede guardar sonido como “{suffix}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>“{name}” cannot be read.</source>
        <translation>No se puede leer “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <location filename="../../voicecloner/speech/documents/markup_tree.py"/>
        <source>“{name}” is damaged and cannot be read.</source>
        <translation>“{name}” está dañado y no se puede leer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>{bits} bits per sample cannot be written to {found} files.</source>
        <translation>No se pueden escribir {bits} bits por muestra en archivos {found}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Use {known}.</source>
        <translation>Use {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>The bit rate of {found} files cannot be chosen.</source>
        <translation>No se puede elegir la tasa de bits de los archivos {found}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Leave it out.</source>
        <translation>Omítala.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>{kbit_per_s} kbit/s cannot be written to {found} files of {sample_rate} Hz.</source>
        <translation>No se pueden escribir {kbit_per_s} kbit/s en archivos {found} de {sample_rate} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Choose {least} to {most}, or a higher sample rate.</source>
        <translation>Elija un valor de {least} a {most}, o una frecuencia de muestreo mayor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Choose {least} to {most}.</source>
        <translation>Elija un valor de {least} a {most}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Sound files have no field named “{unknown}”.</source>
        <translation>Los archivos de sonido no tienen ningún campo llamado “{unknown}”.</translation>
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
        <translation>No se puede escribir nada más en {parent}: el disco está lleno o se ha desconectado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Free some space on it, or choose another folder.</source>
        <translation>Libere espacio en él o elija otra carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>There is no file “{name}”.</source>
        <translation>No existe el archivo “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Check the name and the folder.</source>
        <translation>Compruebe el nombre y la carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” cannot be opened.</source>
        <translation>No se puede abrir “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Check its permissions and those of its folder.</source>
        <translation>Compruebe sus permisos y los de su carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is a folder, not a sound file.</source>
        <translation>“{name}” es una carpeta, no un archivo de sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose the recordings in it.</source>
        <translation>Elija las grabaciones que contiene.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is a device or a pipe, not a sound file.</source>
        <translation>“{name}” es un dispositivo o una tubería, no un archivo de sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is empty.</source>
        <translation>“{name}” está vacío.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is larger than 16 GB.</source>
        <translation>“{name}” ocupa más de 16 GB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” has no channel {channel}.</source>
        <translation>“{name}” no tiene el canal {channel}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose 1 to {shape}.</source>
        <translation>Elija de 1 a {shape}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” holds less than a tenth of a second of sound.</source>
        <translation>“{name}” contiene menos de una décima de segundo de sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose a longer recording.</source>
        <translation>Elija una grabación más larga.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged near this stretch; parts may be missing.</source>
        <translation>El archivo está dañado cerca de este fragmento; pueden faltar partes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The recording is {promised_s} long</source>
        <translation>La grabación dura {promised_s}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The recording is long</source>
        <translation>La grabación es larga</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>{whole}; only its first {read_s} are used.</source>
        <translation>{whole}; solo se usan sus primeros {read_s}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {read_s} of {promised_s} could be read.</source>
        <translation>El archivo está dañado: se han podido leer {read_s} de {promised_s}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>According to its header the file is {stated} long, but it holds {held}: all of it is used.</source>
        <translation>Según su cabecera, el archivo dura {stated}, pero contiene {held}: se usa todo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {read_s} of it could be read.</source>
        <translation>El archivo está dañado: se han podido leer {read_s}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The end of the file is missing: {read_s} could be read.</source>
        <translation>Falta el final del archivo: se han podido leer {read_s}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is {parts} recordings one after the other: all {read_s} are used.</source>
        <translation>El archivo consta de {parts} grabaciones seguidas: se usan los {read_s} completos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>{note} Parts of it are damaged.</source>
        <translation>{note} Hay partes dañadas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Most values in “{name}” are not numbers, so it holds no sound.</source>
        <translation>La mayoría de los valores de “{name}” no son números, así que no contiene sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {count} of its {size} values are not numbers and were replaced by silence.</source>
        <translation>El archivo está dañado: {count} de sus {size} valores no son números y se han sustituido por silencio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The sound went {over_db} dB beyond full scale and was turned down by as much; nothing of it is lost.</source>
        <translation>El sonido superaba en {over_db} dB el fondo de escala y se ha bajado en la misma medida; no se pierde nada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>{least} to {most}</source>
        <translation>de {least} a {most}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Sound of {rate} Hz cannot be saved as “{suffix}”.</source>
        <translation>El sonido de {rate} Hz no se puede guardar como “{suffix}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Choose {choice} Hz.</source>
        <translation>Elija {choice} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Speech cannot be brought to {loudness_lufs} LUFS.</source>
        <translation>La locución no se puede llevar a {loudness_lufs} LUFS.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Choose {least} to {most}; usual are -23, -19 and -16.</source>
        <translation>Elija un valor de {least} a {most}; son habituales -23, -19 y -16.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/stream_encoding.py"/>
        <source>Sound cannot be sent as “{name}”.</source>
        <translation>No se puede enviar sonido como “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/stream_encoding.py"/>
        <source>Choose one of {stream_formats}.</source>
        <translation>Elija uno de estos: {stream_formats}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/streaming.py"/>
        <source>Reading “{path}” came to a standstill and was stopped.</source>
        <translation>La lectura de “{path}” se ha quedado parada y se ha detenido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/playback.py"/>
        <source>The loudspeaker went away.</source>
        <translation>El altavoz se ha desconectado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/playback.py"/>
        <source>Plug it in or choose another one, then play again.</source>
        <translation>Conéctelo o elija otro, y reproduzca de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>Playing cannot begin before the start of the sound.</source>
        <translation>La reproducción no puede empezar antes del inicio del sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>{name} holds no sound that can be played.</source>
        <translation>{name} no contiene sonido que se pueda reproducir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>{name} cannot be played to its end.</source>
        <translation>{name} no se puede reproducir hasta el final.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/tempo.py"/>
        <source>Sound cannot be played at a speed of {speed}.</source>
        <translation>No se puede reproducir sonido a una velocidad de {speed}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/tempo.py"/>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose {slowest} to {fastest}.</source>
        <translation>Elija de {slowest} a {fastest}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>A constant offset is removed.</source>
        <translation>Se elimina la componente continua.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Sound below {high_pass_hz} Hz is filtered out.</source>
        <translation>Se filtra el sonido por debajo de {high_pass_hz} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Silence at the start and the end is cut off.</source>
        <translation>Se corta el silencio del inicio y del final.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>The loudness is brought to {target_lufs} LUFS.</source>
        <translation>La sonoridad se lleva a {target_lufs} LUFS.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Peaks above {highest_peak} are avoided by turning the sound down.</source>
        <translation>Se baja el sonido para evitar picos por encima de {highest_peak}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>An offset of {offset} % of full scale was removed.</source>
        <translation>Se ha eliminado una componente continua del {offset} % del fondo de escala.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>; it held {lost_percent} % of the power</source>
        <translation>; contenía el {lost_percent} % de la potencia</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Sound below {high_pass_hz} Hz was filtered out{share}.</source>
        <translation>Se ha filtrado el sonido por debajo de {high_pass_hz} Hz{share}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {start_s} s of silence from the start and {end_s} s of silence from the end.</source>
        <translation>Recortado: {start_s} s de silencio al principio y {end_s} s de silencio al final.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {start_s} s of silence from the start.</source>
        <translation>Recortado: {start_s} s de silencio al principio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {end_s} s of silence from the end.</source>
        <translation>Recortado: {end_s} s de silencio al final.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>so that its loudness is about {target_lufs} LUFS</source>
        <translation>para que su sonoridad sea de unos {target_lufs} LUFS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>so that its peaks stay below full scale</source>
        <translation>para que sus picos queden por debajo del fondo de escala</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Turned up by {changed_db} dB {why}.</source>
        <translation>Se ha subido {changed_db} dB {why}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Turned down by {changed_db} dB {why}.</source>
        <translation>Se ha bajado {changed_db} dB {why}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/children/packets.py"/>
        <source>{count} and {count2} bytes</source>
        <translation>{count} y {count2} bytes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/consent.py"/>
        <source>be given to others as a file</source>
        <translation>darse a otros como archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/consent.py"/>
        <source>be used over HTTP</source>
        <translation>usarse por HTTP</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{words} of {words2} words understood</source>
        <translation>{words} de {words2} palabras entendidas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{likeness} like the recording</source>
        <translation>{likeness} de parecido con la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>nothing wrong with it</source>
        <translation>nada que objetar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>much too long for its text</source>
        <translation>demasiado larga para su texto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>too short for its text</source>
        <translation>demasiado corta para su texto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>silent for {longest_silence_s} s</source>
        <translation>silencio de {longest_silence_s} s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>its peaks are cut off</source>
        <translation>sus picos están recortados</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{words} of {words2} words not understood</source>
        <translation>{words} de {words2} palabras sin entender</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>“{repeated}” is said twice</source>
        <translation>“{repeated}” se dice dos veces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>it says “{leaked}”, which comes from the recording</source>
        <translation>dice “{leaked}”, que es de la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>only {likeness} like the recording</source>
        <translation>solo {likeness} de parecido con la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The word</source>
        <translation>La palabra</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The spoken form</source>
        <translation>La pronunciación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} is longer than {most} characters.</source>
        <translation>{what} tiene más de {most} caracteres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Shorten it.</source>
        <translation>Acórtela.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} contains characters that cannot be said.</source>
        <translation>{what} contiene signos que no se pueden decir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Write it without &lt; &gt; * [ ].</source>
        <translation>Escríbala sin &lt; &gt; * [ ].</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} has nothing in it that can be said.</source>
        <translation>{what} no contiene nada que se pueda decir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Type letters or figures.</source>
        <translation>Escriba letras o cifras.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>“{spoken}” is not written in phonemes.</source>
        <translation>“{spoken}” no son fonemas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Write letters of the IPA between two slashes, such as /ˈwɪn/, or letters without slashes.</source>
        <translation>Escriba letras del AFI entre dos barras, como /ˈwɪn/, o letras sin barras.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/requests.py"/>
        <source>“{name}” of the request cannot be {value}.</source>
        <translation>El campo “{name}” de la petición no puede ser {value}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/requests.py"/>
        <source>It must be {hint}.</source>
        <translation>Debe ser {hint}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Record again: 30 seconds in a quiet, furnished room, close to the microphone, then make the voice anew</source>
        <translation>Grabe de nuevo: 30 segundos en una sala silenciosa y amueblada, cerca del micrófono, y cree la voz otra vez</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice, or record again and speak distinctly</source>
        <translation>Reconstruya la voz, o grabe de nuevo y hable con claridad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>very clear</source>
        <translation>muy clara</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>mostly clear</source>
        <translation>bastante clara</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>hard to understand</source>
        <translation>difícil de entender</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>with noise or artefacts</source>
        <translation>con ruido o artefactos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>but from a poor recording</source>
        <translation>pero a partir de una mala grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds like you</source>
        <translation>suena como usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds like the speaker</source>
        <translation>suena como el hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds rather like you</source>
        <translation>suena bastante como usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds rather like the speaker</source>
        <translation>suena bastante como el hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>does not sound like you</source>
        <translation>no suena como usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>does not sound like the speaker</source>
        <translation>no suena como el hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>much flatter than you</source>
        <translation>mucho más monótona que usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>much flatter than the speaker</source>
        <translation>mucho más monótona que el hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>a little flatter than you</source>
        <translation>algo más monótona que usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>a little flatter than the speaker</source>
        <translation>algo más monótona que el hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Read in a livelier way when you record</source>
        <translation>Lea con más viveza al grabar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>livelier than you</source>
        <translation>más viva que usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>livelier than the speaker</source>
        <translation>más viva que el hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Read in the tone the voice is to have</source>
        <translation>Lea en el tono que debe tener la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>higher than you</source>
        <translation>más aguda que usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>higher than the speaker</source>
        <translation>más aguda que el hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>deeper than you</source>
        <translation>más grave que usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>deeper than the speaker</source>
        <translation>más grave que el hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice</source>
        <translation>Reconstruya la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>slower than you</source>
        <translation>más lenta que usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>slower than the speaker</source>
        <translation>más lenta que el hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>faster than you</source>
        <translation>más rápida que usted</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>faster than the speaker</source>
        <translation>más rápida que el hablante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Choose a higher speaking speed</source>
        <translation>Elija una velocidad mayor al hablar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Choose a lower speaking speed</source>
        <translation>Elija una velocidad menor al hablar</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice, or make it from a longer recording</source>
        <translation>Reconstruya la voz, o créela con una grabación más larga</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{words} of {words2} words were understood</source>
        <translation>Se han entendido {words} de {words2} palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Likeness: {likeness} of what the recording reaches with itself ({likeness2} by the first measure, {likeness3} by the second)</source>
        <translation>Parecido: {likeness} del que la grabación tiene consigo misma ({likeness2} según la primera medida, {likeness3} según la segunda)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Sound quality: {naturalness} of 5, that of the recording {recording_naturalness}</source>
        <translation>Calidad del sonido: {naturalness} de 5; la de la grabación: {recording_naturalness}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Compared with the recording: pitch {pitch_st} semitones, range of pitch {range_ratio}, pace {pace_ratio}</source>
        <translation>En comparación con la grabación: tono {pitch_st} semitonos, extensión del tono {range_ratio}, ritmo {pace_ratio}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Among {others} speakers both measures take it for the right one</source>
        <translation>Entre {others} hablantes, ambas medidas la toman por la correcta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Among {others} speakers the right one comes in place {place} by the first measure, {place2} by the second</source>
        <translation>Entre {others} hablantes, la correcta queda en el puesto {place} según la primera medida y en el {place2} según la segunda</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{warnings} warning about the recording, which cost {warning_points} points</source>
        <translation>{warnings} aviso sobre la grabación, que ha restado {warning_points} puntos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{warnings} warnings about the recording, which cost {warning_points} points</source>
        <translation>{warnings} avisos sobre la grabación, que han restado {warning_points} puntos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>It is not known where the sentences of this take begin.</source>
        <translation>De esta toma no se sabe dónde están sus frases.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>Takes of recordings and of earlier versions of VoiceCloner can only be said again as a whole.</source>
        <translation>Las tomas de grabaciones y de versiones anteriores de VoiceCloner solo se pueden decir de nuevo enteras.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>There is no sentence {number} in this take.</source>
        <translation>No hay ninguna frase {number} en esta toma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Choose 1 to {count}.</source>
        <translation>Elija de 1 a {count}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/text.py"/>
        <source>the recording made here</source>
        <translation>la grabación hecha aquí</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the sound alone</source>
        <translation>solo el sonido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the sound and its transcript</source>
        <translation>el sonido y su transcripción</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the system’s default device, {microphone}</source>
        <translation>el dispositivo predeterminado del sistema, {microphone}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>The voice “{name}” cannot be used: its {part} cannot be read.</source>
        <translation>La voz “{name}” no se puede usar: no se puede leer {part}.</translation>
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
        <translation>Escuchando la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/fitting.py"/>
        <source>Fitting the voice</source>
        <translation>Ajustando la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <source>There is no voice in the reference.</source>
        <translation>No hay voz en la grabación de referencia.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/reference.py"/>
        <location filename="../../voicecloner/quality/scoring/comparison.py"/>
        <source>Record or choose one with speech.</source>
        <translation>Grabe o elija una con habla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>Basic voice</source>
        <translation>Voz básica</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>A plain synthetic voice with your pitch and colour, for languages that no better engine speaks.</source>
        <translation>Una voz sintética sencilla con su tono y su timbre, para los idiomas que no habla ningún motor mejor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>Starting the basic voice</source>
        <translation>Iniciando la voz básica</translation>
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
        <translation>La voz está lista</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <source>Loading {title}</source>
        <translation>Cargando {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in another voice, put together from what the voice's own recording holds.</source>
        <translation>Repite grabaciones con otra voz, compuesta con lo que contiene la grabación de esa voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in another voice, from a few seconds of it.</source>
        <translation>Repite grabaciones con otra voz, a partir de unos segundos de ella.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in the tone of another voice; small and quick.</source>
        <translation>Repite grabaciones con el timbre de otra voz; pequeño y rápido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion_models.py"/>
        <source>The model “{id}” has another sample rate than it should.</source>
        <translation>El modelo “{id}” tiene una frecuencia de muestreo distinta de la que debería.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>How much the melody varies: less is steadier, more is livelier and keeps less to the text.</source>
        <translation>Cuánto varía la melodía: un valor bajo es más estable; uno alto es más vivo, pero se ciñe menos al texto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>XTTS v2</source>
        <translation>XTTS v2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>Speaks 17 languages with one voice. Only for non-commercial use.</source>
        <translation>Habla 17 idiomas con una sola voz. Solo para uso no comercial.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older, small engine for English, French and Brazilian Portuguese. Only for non-commercial use.</source>
        <translation>Un motor antiguo y pequeño para inglés, francés y portugués de Brasil. Solo para uso no comercial.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older, lively engine: it laughs and sighs, and does not always keep to the text. Slow.</source>
        <translation>Un motor antiguo y vivaz: ríe y suspira, y no siempre se ciñe al texto. Lento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older engine for English; expressive and very slow.</source>
        <translation>Un motor antiguo para inglés; expresivo y muy lento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/speech_model.py"/>
        <source>The model “{id}” cannot be loaded: its files are damaged.</source>
        <translation>No se puede cargar el modelo “{id}”: sus archivos están dañados.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <source>The model “{id}” is incomplete: {names} is missing.</source>
        <translation>El modelo “{id}” está incompleto; falta: {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <source>A package that coqui-tts needs is missing: {error}</source>
        <translation>Falta un paquete que necesita coqui-tts: {error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/stretches.py"/>
        <source>the decoder was not reached</source>
        <translation>no se ha llegado al decodificador</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>XTTS cannot say “{piece}”.</source>
        <translation>XTTS no puede decir “{piece}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>Leave it out, or write it in words.</source>
        <translation>Omítalo o escríbalo con palabras.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>XTTS cannot read “{piece}”.</source>
        <translation>XTTS no puede leer “{piece}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>Write its numbers in words.</source>
        <translation>Escriba sus números con palabras.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>The model “{id}” lacks languages.</source>
        <translation>Al modelo “{id}” le faltan idiomas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>YourTTS cannot read “{text}”.</source>
        <translation>YourTTS no puede leer “{text}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>Write the numbers in words.</source>
        <translation>Escriba los números con palabras.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Starting the natural engine</source>
        <translation>Iniciando el motor natural</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Speaks clearly and naturally on any computer, in a voice fitted to yours, with nothing to download.</source>
        <translation>Habla con claridad y naturalidad en cualquier equipo, con una voz ajustada a la suya y sin nada que descargar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>{title} is not loaded.</source>
        <translation>{title} no está cargado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference is too short: at least {min_reference_s} seconds of speech are needed.</source>
        <translation>La grabación de referencia es demasiado corta: se necesitan al menos {min_reference_s} segundos de habla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference holds samples that are not numbers.</source>
        <translation>La grabación de referencia contiene muestras que no son números.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Import the recording again.</source>
        <translation>Importe de nuevo la grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference is silent.</source>
        <translation>La grabación de referencia está en silencio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/fitting.py"/>
        <source>Likeness: {likeness}.</source>
        <translation>El parecido es de {likeness}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/reference.py"/>
        <source>There is no voice in the recording.</source>
        <translation>No hay voz en la grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The stage “{name}” of the voice network did not become what it should be.</source>
        <translation>La etapa “{name}” de la red de voz no ha resultado como debería.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The files of the voice network are damaged.</source>
        <translation>Los archivos de la red de voz están dañados.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The packages with the voice network are damaged.</source>
        <translation>Los paquetes con la red de voz están dañados.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>Install the program again. Or: {hint}</source>
        <translation>Instale de nuevo el programa. O bien: {hint}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The voice network of the natural engine is not on this computer.</source>
        <translation>La red de voz del motor natural no está en este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>Install the program's packages again. Or: {hint}</source>
        <translation>Instale de nuevo los paquetes del programa. O bien: {hint}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>How exactly Pocket TTS calculates: int8 is a third quicker, full a little finer; auto: full, if memory allows.</source>
        <translation>Con qué exactitud calcula Pocket TTS: int8 es un tercio más rápido, full es algo más fino; auto: full, si la memoria lo permite.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>Pocket TTS</source>
        <translation>Pocket TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>A small neural engine: natural speech on any processor, from five seconds of reference.</source>
        <translation>Un motor neuronal pequeño: habla natural en cualquier procesador, con cinco segundos de grabación de referencia.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Loading Pocket TTS</source>
        <translation>Cargando Pocket TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>This voice cannot speak “{language}”: {title} ties a voice to the language of its recording.</source>
        <translation>Esta voz no puede hablar “{language}”: {title} vincula cada voz al idioma de su grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose that language, or a voice of another engine.</source>
        <translation>Elija ese idioma, o una voz de otro motor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <source>The model “{id}” speaks, but cannot clone voices.</source>
        <translation>El modelo “{id}” habla, pero no puede clonar voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <source>Fetch the one that can on the page “Models”</source>
        <translation>Descargue el que sí puede en la página “Modelos”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>Pocket TTS (light)</source>
        <translation>Pocket TTS (ligero)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>A small neural engine for six languages, on any processor, without an account and without large packages.</source>
        <translation>Un motor neuronal pequeño para seis idiomas, en cualquier procesador, sin cuenta y sin paquetes grandes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/speech_model.py"/>
        <source>A package is missing that may not exist for this computer: {error}.</source>
        <translation>Falta un paquete que quizá no exista para este equipo: {error}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Pocket TTS (ONNX)</source>
        <translation>Pocket TTS (ONNX)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>The smallest neural engine: English, on any processor, without an account.</source>
        <translation>El motor neuronal más pequeño: inglés, en cualquier procesador, sin cuenta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>{title} does not speak “{language}”, only English.</source>
        <translation>{title} no habla “{language}”, solo inglés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Choose another engine, or English.</source>
        <translation>Elija otro motor, o inglés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/checkpoints.py"/>
        <source>There is not enough memory for {too_large}: a smaller model made this voice.</source>
        <translation>No hay memoria suficiente para {too_large}: un modelo más pequeño ha creado esta voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>A large neural engine: very clear speech in ten languages, whichever the recording is in; slow without a graphics card.</source>
        <translation>Un motor neuronal grande: habla muy clara en diez idiomas, sea cual sea el de la grabación; lento sin tarjeta gráfica.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>Loading Qwen3-TTS</source>
        <translation>Cargando Qwen3-TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Report this to the engine's author.</source>
        <translation>Comuníquelo al autor del motor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>To clone from the sound and its transcript, the words spoken in the recording are needed.</source>
        <translation>Para clonar a partir del sonido y su transcripción, se necesitan las palabras que se dicen en la grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <source>The recording is longer than {max_reference_s} s, so its words could not be used. A shorter one gives a closer likeness.</source>
        <translation>La grabación dura más de {max_reference_s} s, así que no se han podido usar sus palabras. Una más corta da un parecido mayor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <source>{taken} of {given} recordings were used: those with words, {max_reference_s} s in all.</source>
        <translation>Se han usado {taken} de {given} grabaciones: las que tienen palabras, {max_reference_s} s en total.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>How often each piece of sound is gone over: more is finer and slower.</source>
        <translation>Cuántas veces se repasa cada trozo de sonido: cuantas más, más fino y más lento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>How closely it keeps to the text and the recording: more is stricter, less is freer.</source>
        <translation>Con qué fidelidad se ciñe al texto y a la grabación: un valor alto es más estricto; uno bajo, más libre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>A large neural engine: the closest likeness, 30 languages and 48 kHz, for a graphics card with 8 GB.</source>
        <translation>Un motor neuronal grande: el mayor parecido, 30 idiomas y 48 kHz, para una tarjeta gráfica con 8 GB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>There was not enough memory for the whole recording: the voice was made from its first {little_s} s.</source>
        <translation>No había memoria suficiente para toda la grabación: la voz se ha creado con sus primeros {little_s} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>The voice was made from the sound alone: VoxCPM2 can use the words of at most {max_prompt_s} s of speech. Choose a shorter stretch, with its words, for a closer likeness.</source>
        <translation>La voz se ha creado solo con el sonido: VoxCPM2 puede usar las palabras de {max_prompt_s} s de habla como máximo. Para un parecido mayor, elija un fragmento más corto, con sus palabras.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Loading VoxCPM2</source>
        <translation>Cargando VoxCPM2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>VoxCPM2 is not loaded.</source>
        <translation>VoxCPM2 no está cargado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Try again.</source>
        <translation>Inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/speech_model.py"/>
        <source>Hello, this is the first test sentence.</source>
        <translation>Hola, esta es la primera frase de prueba.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} cannot say a text: it says recorded speech again, in another voice.</source>
        <translation>{title} no puede leer un texto: repite habla grabada con otra voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Convert a recording, or choose a voice of another engine.</source>
        <translation>Convierta una grabación, o elija una voz de otro motor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} cannot convert recordings: it says texts.</source>
        <translation>{title} no puede convertir grabaciones: lee textos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose a voice that was made with an engine that converts speech.</source>
        <translation>Elija una voz creada con un motor que convierta el habla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} converts in its own way, not by “{way}”.</source>
        <translation>{title} convierte a su manera, no mediante “{way}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Leave the way to it.</source>
        <translation>Deje que elija la manera.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} does not speak “{language}”.</source>
        <translation>{title} no habla “{language}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>It speaks: {known}.</source>
        <translation>Habla: {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} ties a voice to the language of its recording: it cannot speak “{language}”.</source>
        <translation>{title} vincula cada voz al idioma de su grabación: no puede hablar “{language}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} has no option “{key}”.</source>
        <translation>{title} no tiene la opción “{key}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>It has: {names}.</source>
        <translation>Tiene: {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>It has none.</source>
        <translation>No tiene ninguna.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} speaks at the voice's own pace only.</source>
        <translation>{title} solo habla al ritmo propio de la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Set the speed to 1.</source>
        <translation>Ponga la velocidad en 1.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>The speed {speed} is out of range.</source>
        <translation>La velocidad {speed} está fuera de rango.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>The voice's data file is damaged.</source>
        <translation>El archivo de datos de la voz está dañado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>The voice was made with other weights of “{model}” than those that are here.</source>
        <translation>La voz se creó con pesos de “{model}” distintos de los que hay aquí.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>{title} does not speak “{tag}”.</source>
        <translation>{title} no habla “{tag}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>{title} clones from the sound alone.</source>
        <translation>{title} clona solo a partir del sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>Clone without the transcript.</source>
        <translation>Clone sin la transcripción.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/torch_tools.py"/>
        <source>No graphics card that {title} can use was found.</source>
        <translation>No se ha encontrado ninguna tarjeta gráfica que {title} pueda usar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/torch_tools.py"/>
        <source>Choose the processor (cpu).</source>
        <translation>Elija el procesador (cpu).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice was made with the engine “{engine_id}”, not with “{engine_id2}”.</source>
        <translation>La voz se creó con el motor “{engine_id}”, no con “{engine_id2}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice was made with revision {engine_revision} of the engine “{engine_id}”; this is {engine_revision2}.</source>
        <translation>La voz se creó con la revisión {engine_revision} del motor “{engine_id}”; esta es la {engine_revision2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file was written by a later version of the program.</source>
        <translation>El archivo de datos de la voz lo escribió una versión posterior del programa.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <location filename="../../voicecloner/errors.py"/>
        <source>Update VoiceCloner.</source>
        <translation>Actualice VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file is missing.</source>
        <translation>Falta el archivo de datos de la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file could not be read.</source>
        <translation>No se ha podido leer el archivo de datos de la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The engine's voice holds “{name}”, which is of a kind that cannot be saved ({dtype}).</source>
        <translation>La voz del motor contiene “{name}”, de un tipo que no se puede guardar ({dtype}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/client.py"/>
        <source>The engine no longer answered and was ended.</source>
        <translation>El motor ha dejado de responder y se ha cerrado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/client.py"/>
        <source>Stopped, because the program ends.</source>
        <translation>Detenido, porque el programa se cierra.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not clone the voice.</source>
        <translation>El motor no ha podido clonar la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not say the text.</source>
        <translation>El motor no ha podido decir el texto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not convert the speech.</source>
        <translation>El motor no ha podido convertir el habla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine made sound of a wrong shape.</source>
        <translation>El motor ha generado sonido con una forma incorrecta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Neural engines</source>
        <translation>Motores neuronales</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Its makers offer torch only for Macs with Apple’s processors.</source>
        <translation>Sus autores solo ofrecen torch para los Mac con procesadores de Apple.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Pocket TTS without torch</source>
        <translation>Pocket TTS sin torch</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>{title} is not installed: there is no {missing}.</source>
        <translation>{title} no está instalado: falta {missing}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install them on the page “Models”</source>
        <translation>Instálelos en la página “Modelos”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install VoiceCloner again: a part of it is missing.</source>
        <translation>Instale VoiceCloner de nuevo: falta una parte.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install them into VoiceCloner's own Python: {executable} -m pip install {names}</source>
        <translation>Instálelos en el Python propio de VoiceCloner: {executable} -m pip install {names}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>They are installed on the computer of the service.</source>
        <translation>Se instalan en el equipo del servicio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>The engine could not be loaded.</source>
        <translation>No se ha podido cargar el motor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>{title} works on the processor now: the graphics card has not enough memory for it.</source>
        <translation>{title} funciona ahora en el procesador: la tarjeta gráfica no tiene memoria suficiente.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>Try again. If it happens again, report it with the log.</source>
        <translation>Inténtelo de nuevo. Si vuelve a ocurrir, comuníquelo junto con el registro.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>{sentence} There is not enough memory.</source>
        <translation>{sentence} No hay memoria suficiente.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>Close other programs, then try again.</source>
        <translation>Cierre otros programas e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>There is no engine named “{engine_id}”.</source>
        <translation>No existe ningún motor llamado “{engine_id}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Known engines: {table}.</source>
        <translation>Motores conocidos: {table}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>The engine “{engine_id}” cannot be used: {error}</source>
        <translation>El motor “{engine_id}” no se puede usar: {error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Reinstall the package it came with.</source>
        <translation>Reinstale el paquete con el que vino.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>The engine “{engine_id}” calls itself “{id}”.</source>
        <translation>El motor “{engine_id}” se identifica como “{id}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>, or with: voicecloner </source>
        <translation>, o con: voicecloner </translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>That is done in VoiceCloner's window, on the computer of the service.</source>
        <translation>Eso se hace en la ventana de VoiceCloner, en el equipo del servicio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Rebuild the voice from its kept recording, on the page “Voices”</source>
        <translation>Reconstruya la voz a partir de su grabación conservada, en la página “Voces”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Give the transcript, the words that are spoken, or clone from the sound alone.</source>
        <translation>Indique la transcripción, las palabras que se dicen, o clone solo a partir del sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Say whose voice it is: your own, one you have consent for, or one in the public domain.</source>
        <translation>Indique de quién es la voz: la suya, una para la que tiene consentimiento o una de dominio público.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Read the licence and say that you accept it.</source>
        <translation>Lea la licencia e indique que la acepta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Correct these lines, then start again.</source>
        <translation>Corrija estas líneas y empiece de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>“{name}” was not begun: {count} line of it cannot be done.</source>
        <translation>“{name}” no se ha comenzado: no es posible realizar {count} línea.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>“{name}” was not begun: {count} lines of it cannot be done.</source>
        <translation>“{name}” no se ha comenzado: no es posible realizar {count} líneas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Choose a WAV, MP3, M4A, FLAC, OGG, Opus, AIFF or WebM recording.</source>
        <translation>Elija una grabación WAV, MP3, M4A, FLAC, OGG, Opus, AIFF o WebM.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Plug the device in, allow its use in the system's settings, then try again.</source>
        <translation>Conecte el dispositivo, permita su uso en los ajustes del sistema e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>Type the words yourself.</source>
        <translation>Escriba usted las palabras.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again: it is started anew. If it happens again, report it with the log.</source>
        <translation>Inténtelo de nuevo: se reinicia. Si vuelve a ocurrir, comuníquelo junto con el registro.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Save it again, as EPUB, DOCX, HTML, Markdown or plain text, with the program that made it.</source>
        <translation>Guárdelo de nuevo como EPUB, DOCX, HTML, Markdown o texto sin formato, con el programa que lo creó.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Record again following the advice in the review.</source>
        <translation>Grabe de nuevo siguiendo los consejos de la revisión.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Look for its name on the page “Voices”</source>
        <translation>Busque su nombre en la página “Voces”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>GET /v1/audio/voices lists those that are there.</source>
        <translation>GET /v1/audio/voices enumera las que hay.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Choose another name, or rename or delete the other voice.</source>
        <translation>Elija otro nombre, o renombre o elimine la otra voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Delete a voice first, or raise “Number of voices” in the settings</source>
        <translation>Elimine antes una voz, o aumente “Número de voces” en los ajustes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>A voice goes into the trash by DELETE /v1/audio/voices/{voice}.</source>
        <translation>Con DELETE /v1/audio/voices/{voice} una voz va a la papelera.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Press “Check and repair” in the settings</source>
        <translation>Pulse “Comprobar y reparar” en los ajustes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Start VoiceCloner again (the voices' recordings are not touched)</source>
        <translation>Inicie VoiceCloner de nuevo (las grabaciones de las voces no se tocan)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Update VoiceCloner, or point VOICECLONER_HOME at another folder.</source>
        <translation>Actualice VoiceCloner, o haga que VOICECLONER_HOME apunte a otra carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Have the voice exported again where it comes from, and copy the new file here.</source>
        <translation>Pida que se exporte de nuevo la voz en su lugar de origen y copie aquí el archivo nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Check the free space and the permissions of the folder.</source>
        <translation>Compruebe el espacio libre y los permisos de la carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Check the address, and that the same version of VoiceCloner is installed on all its computers.</source>
        <translation>Compruebe la dirección, y que en todos sus equipos esté instalada la misma versión de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Switch it off and on again.</source>
        <translation>Desactívelo y vuelva a activarlo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Install the neural engines on the page “Models”</source>
        <translation>Instale los motores neuronales en la página “Modelos”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again. If it happens again, report it with install.log from the folder of the engines.</source>
        <translation>Inténtelo de nuevo. Si vuelve a ocurrir, comuníquelo junto con install.log, de la carpeta de los motores.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Wait until it is done, or stop it.</source>
        <translation>Espere a que termine o deténgalo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again: the engine is started anew. If it happens again, report it with the log.</source>
        <translation>Inténtelo de nuevo: el motor se reinicia. Si vuelve a ocurrir, comuníquelo junto con el registro.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Look at the page “Models” to see what there is</source>
        <translation>Consulte en la página “Modelos” lo que hay</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Remove the model and fetch it again.</source>
        <translation>Quite el modelo y descárguelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again: the download goes on where it stopped.</source>
        <translation>Inténtelo de nuevo: la descarga continúa donde se detuvo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Agree to the terms on the model's page and give an access token.</source>
        <translation>Acepte las condiciones en la página del modelo e indique un token de acceso.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is missing,</source>
        <translation>el archivo voice.json, que falta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is not a file,</source>
        <translation>el archivo voice.json, que no es un archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is another voice's,</source>
        <translation>el archivo voice.json, que es de otra voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>{name} changed while the voice was made.</source>
        <translation>{name} ha cambiado mientras se creaba la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>Import it again.</source>
        <translation>Impórtela de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>No single unfinished book has the id “{book_id}”.</source>
        <translation>No hay un único libro sin terminar con el id “{book_id}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>“{title}” is just being read aloud.</source>
        <translation>“{title}” se está leyendo en voz alta en este momento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>Wait, or stop it there.</source>
        <translation>Espere, o deténgalo allí.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/consent_log.py"/>
        <source>It could not be added to the log of consent: {message}</source>
        <translation>No se ha podido añadir al registro de consentimientos: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Restore from another copy of the backup, if there is one.</source>
        <translation>Restaure desde otro ejemplar de la copia de seguridad, si lo hay.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is not a file.</source>
        <translation>La copia de seguridad está dañada: {source} no es un archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is gone.</source>
        <translation>La copia de seguridad está dañada: {source} ha desaparecido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is not what was saved.</source>
        <translation>La copia de seguridad está dañada: {source} no es lo que se escribió.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>There is no backup in {folder} yet.</source>
        <translation>Todavía no hay ninguna copia de seguridad en {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose the folder that holds one.</source>
        <translation>Elija la carpeta que contiene una.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>{folder} holds other files.</source>
        <translation>{folder} contiene otros archivos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose an empty folder, or one with backups.</source>
        <translation>Elija una carpeta vacía, o una con copias de seguridad.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Another VoiceCloner is writing a backup in {folder}.</source>
        <translation>Otro VoiceCloner está escribiendo una copia de seguridad en {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Wait until it is done.</source>
        <translation>Espere a que termine.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backups in {parent} were written by a later version of VoiceCloner.</source>
        <translation>Las copias de seguridad de {parent} las escribió una versión posterior de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>There is no backup in {folder}.</source>
        <translation>No hay ninguna copia de seguridad en {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose the folder that a backup was written to.</source>
        <translation>Elija la carpeta en la que se escribió una copia de seguridad.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>{path} was written by a later version of VoiceCloner.</source>
        <translation>{path} lo escribió una versión posterior de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {path} cannot be read.</source>
        <translation>La copia de seguridad está dañada: no se puede leer {path}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it is damaged, or not a file of voices at all</source>
        <translation>está dañado o no es un archivo de voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>a list of files that is too long</source>
        <translation>una lista de archivos demasiado larga</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” is not a file of voices.</source>
        <translation>“{name}” no es un archivo de voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” in it has been changed since it was written</source>
        <translation>“{name}”, que contiene, no es lo que era cuando se escribió</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it has no manifest</source>
        <translation>no tiene manifiesto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its manifest is too large</source>
        <translation>su manifiesto es demasiado grande</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its manifest cannot be understood</source>
        <translation>su manifiesto no se puede entender</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” was written by a later version of VoiceCloner.</source>
        <translation>“{name}” lo escribió una versión posterior de VoiceCloner.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>a file in it has a name that no file of voices holds</source>
        <translation>contiene un archivo con un nombre impropio de un archivo de voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it holds more than {most_members} files</source>
        <translation>contiene más de {most_members} archivos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>two files in it have one name</source>
        <translation>contiene dos archivos con el mismo nombre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it is locked with a password</source>
        <translation>está protegido con contraseña</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it holds a folder or a link</source>
        <translation>contiene una carpeta o un enlace</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it unpacks to far more than a file of voices holds</source>
        <translation>descomprimido ocupa mucho más de lo que contiene un archivo de voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>files in it overlap</source>
        <translation>contiene archivos que se superponen</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its end is missing</source>
        <translation>le falta el final</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it does not hold what its manifest says</source>
        <translation>no contiene lo que indica su manifiesto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” is not a file of voices that can be used: {reason}.</source>
        <translation>“{name}” no es un archivo de voces que se pueda usar: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its {part} cannot be read</source>
        <translation>no se puede leer {part}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>list of voices</source>
        <translation>la lista de voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>The recording {path} has been changed.</source>
        <translation>La grabación {path} no es la que era.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>The voice “{name}” cannot be exported: its {part} cannot be read.</source>
        <translation>La voz “{name}” no se puede exportar: no se puede leer {part}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/copying.py"/>
        <location filename="../../voicecloner/models/transfer_pace.py"/>
        <source>{done_bytes} of {total_bytes}</source>
        <translation>{done_bytes} de {total_bytes}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>recordings, some of which are missing,</source>
        <translation>las grabaciones, de las que faltan algunas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>recordings, which are not those it was made from,</source>
        <translation>las grabaciones, que no son aquellas con las que se creó</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>spoken consent, which is missing,</source>
        <translation>el consentimiento oral, que falta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/transfer.py"/>
        <source>With {more} more the library would hold {count} voices; its quota is {quota}.</source>
        <translation>Con {more} más, la biblioteca contendría {count} voces; su cuota es de {quota}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>It may have been erased meanwhile.</source>
        <translation>Puede que se haya borrado entretanto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <source>Say the sentence again.</source>
        <translation>Diga la frase otra vez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>This version is the one that is heard in the take.</source>
        <translation>Esta versión es la que se oye en la toma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Choose another one first.</source>
        <translation>Elija otra antes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>This sentence was said in one way only.</source>
        <translation>Esta frase se ha dicho de una sola manera.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Say it again first.</source>
        <translation>Dígala otra vez antes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>There is no version {place} of this sentence.</source>
        <translation>No existe la versión {place} de esta frase.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The folder of the voice “{name}” is gone, with its recordings.</source>
        <translation>La carpeta de la voz “{name}” ha desaparecido, con sus grabaciones.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The details kept in the folder of the voice “{name}” are damaged: {record} is not a file.</source>
        <translation>Los datos que guarda la carpeta de la voz “{name}” están dañados: {record} no es un archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” is damaged.</source>
        <translation>La grabación {original} de la voz “{name}” está dañada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” is gone.</source>
        <translation>La grabación {original} de la voz “{name}” ha desaparecido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” has been changed.</source>
        <translation>La grabación {original} de la voz “{name}” no es la que era.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The prepared recording {prepared} of the voice “{name}” is damaged.</source>
        <translation>La grabación preparada {prepared} de la voz “{name}” está dañada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The prepared recording {prepared} of the voice “{name}” is gone.</source>
        <translation>La grabación preparada {prepared} de la voz “{name}” ha desaparecido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The voice “{name}” needs to be rebuilt: {fault}.</source>
        <translation>Hay que reconstruir la voz “{name}”: {fault}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>Voices cannot be sorted by “{order}”.</source>
        <translation>Las voces no se pueden ordenar por “{order}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>Choose one of {orders}.</source>
        <translation>Elija uno de estos: {orders}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The voice has no name.</source>
        <translation>La voz no tiene nombre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Give it a name you will recognise.</source>
        <translation>Póngale un nombre que pueda reconocer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The name has {count} characters; {max_name_characters} is the most.</source>
        <translation>El nombre tiene {count} caracteres; el máximo es {max_name_characters}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Choose a shorter name.</source>
        <translation>Elija un nombre más corto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The name holds a line break or another control character.</source>
        <translation>El nombre contiene un salto de línea u otro carácter de control.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Use letters, digits and signs.</source>
        <translation>Use letras, cifras y signos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Somebody gave consent, but it was not said who.</source>
        <translation>Alguien dio su consentimiento, pero no se ha indicado quién.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Give the name of the speaker.</source>
        <translation>Indique el nombre del hablante.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>A voice needs at least one recording.</source>
        <translation>Una voz necesita al menos una grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Record or import one first.</source>
        <translation>Grabe o importe una antes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Nobody has said whose voice this is.</source>
        <translation>No se ha indicado de quién es esta voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>was empty</source>
        <translation>estaba vacía</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>was missing</source>
        <translation>faltaba</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>The library's database {mishap}</source>
        <translation>La base de datos de la biblioteca {mishap}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>The library's database was damaged and is now kept as {name}</source>
        <translation>La base de datos de la biblioteca estaba dañada y se conserva ahora como {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>The list holds {most_entries} words already.</source>
        <translation>La lista ya contiene {most_entries} palabras.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>Remove some first.</source>
        <translation>Quite algunas antes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>The list of pronunciations was damaged and lies in {aside} now.</source>
        <translation>La lista de pronunciaciones estaba dañada y ahora está en {aside}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>{count} of the pronunciations kept could not be read; they are ignored.</source>
        <translation>No se han podido leer {count} de las pronunciaciones guardadas; no se tienen en cuenta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/rows.py"/>
        <source>list of recordings</source>
        <translation>la lista de grabaciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <source>record, which a later version of VoiceCloner wrote,</source>
        <translation>los datos, que escribió una versión posterior de VoiceCloner</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <location filename="../../voicecloner/provenance/statement.py"/>
        <source> (synthetic voice)</source>
        <translation> (voz sintética)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <source>version of a sentence</source>
        <translation>la versión de una frase</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>VoiceCloner ended before all was said.</source>
        <translation>VoiceCloner se cerró antes de que se dijera todo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>Speak it again for the whole.</source>
        <translation>Dígalo otra vez para tenerlo entero.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>This take is not there any more.</source>
        <translation>Esta toma ya no está.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>all {there} voices are there</source>
        <translation>las {there} voces están ahí</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>its one voice is there</source>
        <translation>su única voz está ahí</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>it holds no voices</source>
        <translation>no contiene ninguna voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>of {gone} more, which may have been erased, only the descriptions remain</source>
        <translation>de otras {gone}, que quizá se borraron, solo quedan los datos escritos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>{reason} Voices can be seen and heard, but none can be made or changed.</source>
        <translation>{reason} Las voces se pueden ver y oír, pero no se puede crear ni cambiar ninguna.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>Nothing tells whose recordings these are: {each}</source>
        <translation>Nada indica de quién son estas grabaciones: {each}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source> Nothing tells whose recordings {count} folders hold.</source>
        <translation> Nada indica de quién son las grabaciones de {count} carpetas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>The library's database lacked details of {names}; they were taken from the files beside the recordings.</source>
        <translation>A la base de datos de la biblioteca le faltaban datos de {names}; se han tomado de los archivos que hay junto a las grabaciones.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>An earlier “{former}”, whose recordings are gone, is now called “{name}”: delete it if you had erased it.</source>
        <translation>Una “{former}” anterior, cuyas grabaciones han desaparecido, se llama ahora “{name}”: elimínela si la había borrado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file is gone</source>
        <translation>su archivo de datos ha desaparecido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file is damaged</source>
        <translation>su archivo de datos está dañado</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file may not be read</source>
        <translation>no hay permiso para leer su archivo de datos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_files.py"/>
        <source>The file of the voice “{name}” is gone: {path}.</source>
        <translation>El archivo de la voz “{name}” ha desaparecido: {path}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_record.py"/>
        <source>file voice.json</source>
        <translation>el archivo voice.json</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_record.py"/>
        <source>file voice.json, which a later version of VoiceCloner wrote,</source>
        <translation>el archivo voice.json, que escribió una versión posterior de VoiceCloner</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>The trash does not hold this voice.</source>
        <translation>Esta voz no está en la papelera.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>It may have been erased or restored already.</source>
        <translation>Quizá ya se haya borrado o restaurado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>Another voice is called “{name}”.</source>
        <translation>Otra voz se llama “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>This voice does not exist any more.</source>
        <translation>Esta voz ya no existe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>It may be in the trash.</source>
        <translation>Quizá esté en la papelera.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>There is no voice called “{wanted}”.</source>
        <translation>No hay ninguna voz llamada “{wanted}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>Did you mean {key}?</source>
        <translation>¿Quería decir {key}?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>The trash holds no voice called “{wanted}”.</source>
        <translation>En la papelera no hay ninguna voz llamada “{wanted}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>See what it holds on the page “Voices”</source>
        <translation>Vea lo que contiene en la página “Voces”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voices.py"/>
        <source>The library holds {voices} voices; its quota is {quota}.</source>
        <translation>La biblioteca contiene {voices} voces; su cuota es de {quota}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>This computer has no keyring that could keep the token.</source>
        <translation>Este equipo no tiene un depósito de claves que pueda guardar el token.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>Put the token into the environment variable HF_TOKEN instead.</source>
        <translation>Ponga el token en la variable de entorno HF_TOKEN.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>This is not an access token.</source>
        <translation>Esto no es un token de acceso.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>Copy it whole from https://huggingface.co/settings/tokens.</source>
        <translation>Cópielo entero de https://huggingface.co/settings/tokens.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue.py"/>
        <source>There is no model called “{model_id}”.</source>
        <translation>No existe ningún modelo llamado “{model_id}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue.py"/>
        <source>The models are {known}.</source>
        <translation>Los modelos son {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>The list of models in {path} is damaged: {error}.</source>
        <translation>La lista de modelos de {path} está dañada: {error}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>Install VoiceCloner again.</source>
        <translation>Instale VoiceCloner de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>files of {entry}</source>
        <translation>archivos de {entry}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>{args} is missing</source>
        <translation>falta {args}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>{name} is not an archive that can be read, or it is damaged.</source>
        <translation>{name} no es un archivo comprimido que se pueda leer, o está dañado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>Choose a folder, or a zip or tar archive, with the model’s files.</source>
        <translation>Elija una carpeta, o un archivo zip o tar, con los archivos del modelo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>{name} is a device or a pipe.</source>
        <translation>{name} es un dispositivo o una tubería.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>The archive is protected by a password.</source>
        <translation>El archivo comprimido está protegido con contraseña.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>Unpack it yourself, then import the folder.</source>
        <translation>Descomprímalo usted e importe la carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>There are more than {most_members} files in it: this is not a model.</source>
        <translation>Contiene más de {most_members} archivos: no es un modelo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the model’s own folder or archive.</source>
        <translation>Elija la carpeta o el archivo comprimido del propio modelo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{path} is not there any more: {host} does not know it (status {status}).</source>
        <translation>{path} ya no está: {host} no lo conoce (estado {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Its makers have moved it or taken it away. Update VoiceCloner, check the mirror if one is set, or import the files from a computer that still has them.</source>
        <translation>Sus autores lo han trasladado o retirado. Actualice VoiceCloner, compruebe el servidor espejo si hay uno configurado, o importe los archivos de un equipo que todavía los tenga.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The proxy wants a user name and a password.</source>
        <translation>El proxy pide un nombre de usuario y una contraseña.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Put them into its address in the settings: http://name:password@proxy:port</source>
        <translation>Póngalos en su dirección, en los ajustes: http://nombre:contraseña@proxy:puerto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} refused the download (status {status}).</source>
        <translation>{host} ha rechazado la descarga (estado {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again later, or use a mirror.</source>
        <translation>Inténtelo más tarde o use un servidor espejo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The certificate of {host} is not trusted on this computer.</source>
        <translation>El certificado de {host} no es de confianza en este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>If your network has certificates of its own, name their file in the settings or in SSL_CERT_FILE</source>
        <translation>Si su red tiene certificados propios, indique su archivo en los ajustes o en SSL_CERT_FILE</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The proxy refuses the connection.</source>
        <translation>El proxy rechaza la conexión.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Check the proxy’s address.</source>
        <translation>Compruebe la dirección del proxy.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} redirects the download in circles, or to an address that cannot be used.</source>
        <translation>{host} redirige la descarga en círculos o a una dirección que no se puede usar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Use another mirror.</source>
        <translation>Use otro servidor espejo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} cannot be reached.</source>
        <translation>No se puede acceder a {host}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Check the network connection, the proxy and the mirror.</source>
        <translation>Compruebe la conexión de red, el proxy y el servidor espejo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} stopped sending.</source>
        <translation>{host} ha dejado de enviar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>The connection to {host} broke off.</source>
        <translation>La conexión con {host} se ha interrumpido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} refuses to send this file (status {status}).</source>
        <translation>{host} no entrega este archivo (estado {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again later, or use another mirror.</source>
        <translation>Inténtelo más tarde o use otro servidor espejo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} does not accept the access token.</source>
        <translation>{host} no acepta el token de acceso.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Agree to the terms on {terms_page}, then give a token that is valid and may read.</source>
        <translation>Acepte las condiciones en {terms_page} e indique un token válido con permiso de lectura.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Your account has not been given access to this model yet.</source>
        <translation>Su cuenta todavía no tiene acceso a este modelo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Agree to the terms on {terms_page} with the account the token belongs to, then try again.</source>
        <translation>Acepte las condiciones en {terms_page} con la cuenta a la que pertenece el token e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} is too busy just now (status {status_code}).</source>
        <translation>{host} está demasiado ocupado en este momento (estado {status_code}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again later: the download goes on where it stopped.</source>
        <translation>Inténtelo más tarde: la descarga continúa donde se detuvo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} asks to wait {minutes} minute.</source>
        <translation>{host} pide esperar {minutes} minuto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} asks to wait {minutes} minutes.</source>
        <translation>{host} pide esperar {minutes} minutos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again then, or use a mirror.</source>
        <translation>Inténtelo entonces o use un servidor espejo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/hub.py"/>
        <source>The mirror {hub_address} is not encrypted, so your access token is not sent there.</source>
        <translation>El servidor espejo {hub_address} no está cifrado, así que su token de acceso no se envía allí.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/hub.py"/>
        <source>Use its https address, or none for models that need a token.</source>
        <translation>Use su dirección https, o ninguna para los modelos que necesitan un token.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Asking for the files</source>
        <translation>Solicitando los archivos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Looking into {name}</source>
        <translation>Examinando {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>{title} is damaged: {wrong}.</source>
        <translation>{title} está dañado: {wrong}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Asking for the files again</source>
        <translation>Solicitando de nuevo los archivos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>There is not enough room on the disk: {title} needs {needed_bytes}, {free_bytes} are free.</source>
        <translation>No hay espacio suficiente en el disco: {title} necesita {needed_bytes}; hay {free_bytes} libres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Free some space, then try again.</source>
        <translation>Libere espacio e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Checking {path}</source>
        <translation>Comprobando {path}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>No model of the engine “{engine_id}” is on this computer.</source>
        <translation>No hay ningún modelo del motor “{engine_id}” en este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>The model “{title}” is not on this computer.</source>
        <translation>El modelo “{title}” no está en este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>Fetch it on the page “Models”</source>
        <translation>Descárguelo en la página “Modelos”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>There is nothing of the model in {path}.</source>
        <translation>No hay nada del modelo en {path}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the model’s own archive.</source>
        <translation>Elija el archivo comprimido del propio modelo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>what you chose</source>
        <translation>lo que ha elegido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>It holds more than any model does.</source>
        <translation>Contiene más que cualquier modelo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>{name} is missing in {where}.</source>
        <translation>Falta {name} en {where}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the folder or archive with all of the model’s files.</source>
        <translation>Elija la carpeta o el archivo comprimido con todos los archivos del modelo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>There are several files called {name} in {where}.</source>
        <translation>Hay varios archivos llamados {name} en {where}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the folder of one model.</source>
        <translation>Elija la carpeta de un solo modelo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>The proxy cannot be used: {rstrip}.</source>
        <translation>No se puede usar el proxy: {rstrip}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>Correct its address, e.g. http://proxy.example:3128.</source>
        <translation>Corrija su dirección, p. ej. http://proxy.example:3128.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>The certificates in {path} cannot be used: {strerror}.</source>
        <translation>No se pueden usar los certificados de {path}: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>Name a PEM file that holds the certificates to trust.</source>
        <translation>Indique un archivo PEM con los certificados en los que se debe confiar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/store.py"/>
        <source>“{model_id}” is being fetched or removed by another program just now.</source>
        <translation>Otro programa está descargando o quitando “{model_id}” en este momento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/store.py"/>
        <source>“{model_id}” is not on this computer.</source>
        <translation>“{model_id}” no está en este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Downloading {name}</source>
        <translation>Descargando {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{stage}: trying again in {wait_s}</source>
        <translation>{stage}: nuevo intento en {wait_s}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Checking what is here of {name}</source>
        <translation>Comprobando lo que ya hay de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{name} arrives damaged from {host}: its checksum is wrong.</source>
        <translation>{name} llega dañado de {host}: su suma de comprobación es incorrecta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again later, or use another mirror: something on the way changes the file.</source>
        <translation>Inténtelo más tarde o use otro servidor espejo: algo modifica el archivo por el camino.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{url} is not an address.</source>
        <translation>{url} no es una dirección.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Check the mirror’s address.</source>
        <translation>Compruebe la dirección del servidor espejo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} sends something else than {name}: {size_bytes} bytes instead of {size_bytes2}.</source>
        <translation>{host} envía algo distinto de {name}: {size_bytes} bytes en lugar de {size_bytes2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Check in a browser whether your network requires you to log in, or use another mirror.</source>
        <translation>Compruebe en un navegador si su red pide iniciar sesión, o use otro servidor espejo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} cannot go on with a download that broke off.</source>
        <translation>{host} no puede continuar una descarga interrumpida.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again with a steadier connection, or use another mirror.</source>
        <translation>Inténtelo con una conexión más estable o use otro servidor espejo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} does not send {name} as it announced it.</source>
        <translation>{host} no envía {name} como lo anunció.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer_pace.py"/>
        <source>{speed} left</source>
        <translation>quedan {speed}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>Copying {path}</source>
        <translation>Copiando {path}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>{path} is not the file it should be: its checksum is wrong.</source>
        <translation>{path} no es el archivo que debería: su suma de comprobación es incorrecta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>Get it again.</source>
        <translation>Consígalo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>{path} is longer than it should be.</source>
        <translation>{path} es más largo de lo que debería.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/portable.py"/>
        <source>Everything is kept in {folder}</source>
        <translation>Todo se guarda en {folder}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/portable.py"/>
        <source>Let {home_variable} name the folder that everything is to be kept in.</source>
        <translation>Indique en {home_variable} la carpeta en la que debe guardarse todo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>VoiceCloner on one computer</source>
        <translation>VoiceCloner en un equipo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>Choose PEM files: the certificates from yours upwards, and its key without a password.</source>
        <translation>Elija archivos PEM: los certificados, del suyo hacia arriba, y su clave sin contraseña.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{name}” holds no certificate.</source>
        <translation>“{name}” no contiene ningún certificado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{path}” cannot be read.</source>
        <translation>No se puede leer “{path}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{name}” holds no key that can be read.</source>
        <translation>“{name}” no contiene ninguna clave que se pueda leer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>The key in “{name}” is of a kind that cannot sign content credentials.</source>
        <translation>La clave de “{name}” es de un tipo que no puede firmar credenciales de contenido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>VoiceCloner on one computer, root</source>
        <translation>VoiceCloner en un equipo, raíz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Install it with: pip install 'voicecloner[credentials]'</source>
        <translation>Instálelo con: pip install 'voicecloner[credentials]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>“{name}” could not be signed: {strerror}.</source>
        <translation>No se ha podido firmar “{name}”: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>It is installed on the computer of the service.</source>
        <translation>Se instala en el equipo del servicio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>What signs content credentials is not installed.</source>
        <translation>No está instalado el componente que firma las credenciales de contenido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Content credentials could not be written: {rstrip}.</source>
        <translation>No se han podido escribir las credenciales de contenido: {rstrip}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Look at the certificate and the key in the settings, or turn content credentials off</source>
        <translation>Revise el certificado y la clave en los ajustes, o desactive las credenciales de contenido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/seal.py"/>
        <source>To sign with your own certificate, its file and that of its key are both needed.</source>
        <translation>Para firmar con su propio certificado se necesitan tanto su archivo como el de su clave.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/seal.py"/>
        <source>Name both in the settings, or neither</source>
        <translation>Indique los dos en los ajustes, o ninguno</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/statement.py"/>
        <source>Synthetic speech made by VoiceCloner; voice {voice_id}</source>
        <translation>Locución sintética creada por VoiceCloner; voz {voice_id}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/best_window.py"/>
        <source>A stretch of {min_s} to {max_s} s cannot be looked for.</source>
        <translation>Un fragmento no puede durar de {min_s} a {max_s} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long.</source>
        <translation>La grabación dura {value} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long; {best_from} to {best_to} s work best.</source>
        <translation>La grabación dura {value} s; lo mejor es de {best_from} a {best_to} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is only {value} s long: make it at least {limit} s.</source>
        <translation>La grabación solo dura {value} s: hágala de al menos {limit} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long: choose the best {limit} s of it or less.</source>
        <translation>La grabación dura {value} s: elija sus mejores {limit} s o menos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>{value} s of it are speech; the longest stretch without a real stop is {longest} s.</source>
        <translation>{value} s son de habla; el fragmento más largo sin una verdadera pausa es de {longest} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>No speech was found: speak for at least {limit} s.</source>
        <translation>No se ha encontrado habla: hable durante al menos {limit} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Only {value} s of speech were found: speak for at least {limit} s.</source>
        <translation>Solo se han encontrado {value} s de habla: hable durante al menos {limit} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Just {value} s of speech were found: {limit} s and more make a better voice.</source>
        <translation>Se han encontrado solo {value} s de habla: con {limit} s o más se obtiene una voz mejor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The longest stretch without a stop is {value} s of {total} s of speech: read whole sentences in one go, at least {limit} s at a time.</source>
        <translation>El fragmento más largo sin pausas es de {value} s, de {total} s de habla: lea frases enteras de una vez, al menos {limit} s seguidos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The level is good (speech {value} dBFS, peak {peak} dBFS).</source>
        <translation>El nivel es bueno (habla {value} dBFS, pico {peak} dBFS).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is very quiet (peak {value} dBFS): move closer, about 10 cm from the microphone, or raise the input level.</source>
        <translation>La grabación es muy débil (pico {value} dBFS): acérquese, a unos 10 cm del micrófono, o suba el nivel de entrada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is far too quiet (speech {value} dBFS): move closer, about 10 cm from the microphone, or raise the input level.</source>
        <translation>La voz es demasiado débil (habla {value} dBFS): acérquese, a unos 10 cm del micrófono, o suba el nivel de entrada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is quiet (speech {value} dBFS): move closer to the microphone or raise the input level a little.</source>
        <translation>La voz es débil (habla {value} dBFS): acérquese al micrófono o suba un poco el nivel de entrada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is very loud (speech {value} dBFS): lower the input level or move back a little.</source>
        <translation>La voz es muy fuerte (habla {value} dBFS): baje el nivel de entrada o aléjese un poco.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is no signal at all: check that the microphone is switched on and not muted.</source>
        <translation>No hay ninguna señal: compruebe que el micrófono esté encendido y no silenciado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The peak is {value} dBFS; without speech there is no level to judge.</source>
        <translation>El pico es de {value} dBFS; sin habla no hay nivel que valorar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>No peaks are cut off.</source>
        <translation>No hay picos recortados.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Some peaks are cut off ({value} % of the recording): lower the input level and record again if you can.</source>
        <translation>Algunos picos están recortados ({value} % de la grabación): baje el nivel de entrada y grabe de nuevo si puede.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is distorted, its peaks are cut off ({value} % of it): lower the input level or move back, then record again.</source>
        <translation>La grabación está distorsionada, con los picos recortados ({value} % de ella): baje el nivel de entrada o aléjese, y grabe de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The loudest parts sound cut off, though the file was changed since: lower the input level and record again if you can.</source>
        <translation>Las partes más fuertes suenan recortadas, aunque el archivo se modificó después: baje el nivel de entrada y grabe de nuevo si puede.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The background is quiet enough ({value} dB below the voice, floor {floor} dBFS).</source>
        <translation>El fondo es lo bastante silencioso ({value} dB por debajo de la voz, ruido de fondo {floor} dBFS).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is audible noise, only {value} dB below the voice (floor {floor} dBFS): switch off fans, close doors and windows, or move closer to the microphone.</source>
        <translation>Hay ruido audible, solo {value} dB por debajo de la voz (ruido de fondo {floor} dBFS): apague los ventiladores, cierre puertas y ventanas o acérquese al micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The background is too loud, only {value} dB below the voice (floor {floor} dBFS): find a quieter room and move closer to the microphone.</source>
        <translation>El fondo es demasiado fuerte, solo {value} dB por debajo de la voz (ruido de fondo {floor} dBFS): busque una sala más silenciosa y acérquese al micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Noise comes and goes between the words, {value} dB below the voice: record without clicks, keys and dishes, or cut those pauses out.</source>
        <translation>Entre las palabras aparecen ruidos, {value} dB por debajo de la voz: grabe sin clics, teclas ni platos, o recorte esas pausas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Loud noise comes and goes between the words, only {value} dB below the voice: keys, clicks or dishes are cloned with it; record again without them.</source>
        <translation>Entre las palabras aparecen ruidos fuertes, solo {value} dB por debajo de la voz: las teclas, los clics o los platos se clonan con ella; grabe de nuevo sin ellos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Knocks are heard over the words, {value} times a minute and louder than the voice: record without clicks, keys and dishes.</source>
        <translation>Hay golpes entre las palabras, {value} veces por minuto y más fuertes que la voz: grabe sin clics, teclas ni platos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Knocks are heard over the words, {value} times a minute and louder than the voice: keys, clicks or dishes are cloned with it; record again without them.</source>
        <translation>Hay golpes entre las palabras, {value} veces por minuto y más fuertes que la voz: las teclas, los clics o los platos se clonan con ella; grabe de nuevo sin ellos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is sound at {floor} dBFS but no voice in it: record speech in a quiet room.</source>
        <translation>Hay sonido a {floor} dBFS, pero ninguna voz: grabe habla en una sala silenciosa.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Without speech there is nothing to compare the background with.</source>
        <translation>Sin habla no hay nada con que comparar el fondo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is little silence in it ({value} %).</source>
        <translation>Contiene poco silencio ({value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Much of the recording is silence ({value} %): cut it out, or read without long stops.</source>
        <translation>Gran parte de la grabación es silencio ({value} %): recórtelo o lea sin pausas largas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>All of it counts as silence: check that the right microphone is chosen, and that nothing muffles it.</source>
        <translation>Todo cuenta como silencio: compruebe que esté elegido el micrófono correcto y que nada lo tape.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is completely silent: the microphone may be muted, or the wrong one is chosen.</source>
        <translation>La grabación está en completo silencio: puede que el micrófono esté silenciado o que no sea el correcto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{most_mb} MB or less</source>
        <translation>{most_mb} MB o menos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>less than {most_mb} MB</source>
        <translation>menos de {most_mb} MB</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {size_mb} large</source>
        <translation>ocupa {size_mb}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is mono</source>
        <translation>es mono</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>has {channels} channels</source>
        <translation>tiene {channels} canales</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{most} channels at most</source>
        <translation>{most} canales como máximo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>WAV of {wav_bits} bit</source>
        <translation>WAV de {wav_bits} bits</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{names} or {names2}</source>
        <translation>{names} o {names2}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>has the format {container}</source>
        <translation>tiene el formato {container}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {container} of {bits} bit floating point</source>
        <translation>es {container} de {bits} bits en coma flotante</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {container} of {bits} bit</source>
        <translation>es {container} de {bits} bits</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>less than 0.1 MB</source>
        <translation>menos de 0,1 MB</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has}, as asked for ({asked}).</source>
        <translation>El archivo {has}, como se pide ({asked}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has}; used as it is it would be refused, as {asked} is asked for. </source>
        <translation>El archivo {has}; usado tal cual, se rechazaría, porque se pide {asked}. </translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>For a voice made here it is converted automatically.</source>
        <translation>Para una voz creada aquí se convierte automáticamente.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has} and is converted automatically to what is asked for ({asked}).</source>
        <translation>El archivo {has} y se convierte automáticamente a lo que se pide ({asked}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{name} is one of the languages it knows.</source>
        <translation>{name} es uno de los idiomas que conoce.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{name} is not among the languages it knows ({known}): choose one of them, or another engine.</source>
        <translation>{name} no está entre los idiomas que conoce ({known}): elija uno de ellos u otro motor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/gate_check.py"/>
        <source>{usable_s} s of the recording are usable speech.</source>
        <translation>{usable_s} s de la grabación son habla utilizable.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/gate_check.py"/>
        <source>Only {shown_s} s of usable speech were counted in the recording, {needed_s} s less than the {needed_s2} s asked for: record again and speak longer; pauses, noise and cut-off peaks do not count.</source>
        <translation>Solo se han contado {shown_s} s de habla utilizable en la grabación, {needed_s} s menos que los {needed_s2} s que se piden: grabe de nuevo y hable más tiempo; las pausas, el ruido y los picos recortados no cuentan.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is no mains hum.</source>
        <translation>No hay zumbido de la red eléctrica.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Mains hum ({mains} Hz) is faint, {value} dB below the voice.</source>
        <translation>El zumbido de la red eléctrica ({mains} Hz) es leve, {value} dB por debajo de la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Mains hum ({mains} Hz) is heard, only {value} dB below the voice: try another cable or socket, move away from power supplies, or run the computer from its battery.</source>
        <translation>Se oye el zumbido de la red eléctrica ({mains} Hz), solo {value} dB por debajo de la voz: pruebe otro cable u otra toma de corriente, aléjese de fuentes de alimentación o use el equipo con la batería.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Without speech there is nothing to compare hum with.</source>
        <translation>Sin habla no hay nada con que comparar el zumbido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording is centred on zero (offset {value} %).</source>
        <translation>La grabación está centrada en cero (componente continua {value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording lies {value} % off zero. That is corrected automatically, but may come from a faulty sound card or cable.</source>
        <translation>La grabación está desplazada un {value} % respecto a cero. Se corrige automáticamente, pero puede deberse a una tarjeta de sonido o un cable defectuosos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The room sounds dry (sounds die away in {value} s).</source>
        <translation>La sala suena seca (los sonidos se extinguen en {value} s).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The room echoes (sounds die away in {value} s): move closer to the microphone, and record where curtains, carpets or a full wardrobe swallow the sound.</source>
        <translation>La sala tiene eco (los sonidos se extinguen en {value} s): acérquese al micrófono y grabe donde cortinas, alfombras o un armario lleno absorban el sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is too little speech to hear the room.</source>
        <translation>Hay muy poca habla para percibir la sala.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches up to {value} Hz.</source>
        <translation>La voz llega hasta {value} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The sample rate is {value} Hz: record with {limit} Hz or more, otherwise the voice will sound dull.</source>
        <translation>La frecuencia de muestreo es de {value} Hz: grabe con {limit} Hz o más; si no, la voz sonará apagada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches only up to {value} Hz, as over a telephone or after strong compression: record anew without a phone line or headset connection, or find a less compressed copy.</source>
        <translation>La voz solo llega hasta {value} Hz, como por teléfono o tras una compresión fuerte: grabe de nuevo sin línea telefónica ni auriculares con micrófono, o busque una copia menos comprimida.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches only up to {value} Hz, as over a telephone, too little to recognise it by: record anew without a phone line or headset connection, or find a better copy.</source>
        <translation>La voz solo llega hasta {value} Hz, como por teléfono, demasiado poco para reconocerla: grabe de nuevo sin línea telefónica ni auriculares con micrófono, o busque una copia mejor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice is heard up to {value} Hz; noise hides what may lie above.</source>
        <translation>La voz se oye hasta {value} Hz; el ruido oculta lo que pueda haber por encima.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is too little speech to tell how far up the voice reaches.</source>
        <translation>Hay muy poca habla para saber hasta dónde llega la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There are no dropouts.</source>
        <translation>No hay cortes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is a dropout or a repeated block in the recording: close other programs or use another cable, and record again.</source>
        <translation>Hay un corte o un bloque repetido en la grabación: cierre otros programas o use otro cable, y grabe de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording has {value} dropouts or repeated blocks: close other programs or use another cable, and record again.</source>
        <translation>La grabación tiene {value} cortes o bloques repetidos: cierre otros programas o use otro cable, y grabe de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording is full of dropouts ({value}): close other programs or use another cable, and record again.</source>
        <translation>La grabación está llena de cortes ({value}): cierre otros programas o use otro cable, y grabe de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>Ninguna persona habla {needed} s seguidos sin que se oiga a otra: grabe a una sola persona, o recorte lo que dice una persona, guárdelo en varios archivos y ábralos juntos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The longest pause is {value} s.</source>
        <translation>La pausa más larga es de {value} s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The longest pause is {value} s: read on after {limit} s at most, or cut it out.</source>
        <translation>La pausa más larga es de {value} s: siga leyendo antes de {limit} s, o recórtela.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>One voice speaks all the time (likeness {value} %).</source>
        <translation>Habla siempre la misma voz (parecido {value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice changes a lot (likeness {value} %), there may be more than one speaker: keep only the parts with one person.</source>
        <translation>La voz cambia mucho (parecido {value} %), puede que haya más de un hablante: conserve solo las partes con una persona.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>More than one person speaks (likeness {value} %): keep only the parts with one person.</source>
        <translation>Habla más de una persona (parecido {value} %): conserve solo las partes con una persona.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is more than one speaker (likeness {value} %): keep only the parts with one person.</source>
        <translation>Hay más de un hablante (parecido {value} %): conserve solo las partes con una persona.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice changes a lot (likeness {value} %), there may be more than one speaker. Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>La voz cambia mucho (parecido {value} %), puede que haya más de un hablante. Ninguna persona habla {needed} s seguidos sin que se oiga a otra: grabe a una sola persona, o recorte lo que dice una persona, guárdelo en varios archivos y ábralos juntos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>More than one person speaks (likeness {value} %). Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>Habla más de una persona (parecido {value} %). Ninguna persona habla {needed} s seguidos sin que se oiga a otra: grabe a una sola persona, o recorte lo que dice una persona, guárdelo en varios archivos y ábralos juntos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is more than one speaker (likeness {value} %). Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>Hay más de un hablante (parecido {value} %). Ninguna persona habla {needed} s seguidos sin que se oiga a otra: grabe a una sola persona, o recorte lo que dice una persona, guárdelo en varios archivos y ábralos juntos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Several voices may be speaking at once (likeness {value} %): record one person alone.</source>
        <translation>Puede que varias voces hablen a la vez (parecido {value} %): grabe a una sola persona.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Two voices seem to speak at once (two pitches in {value} % of the speech): record one person alone.</source>
        <translation>Parece que dos voces hablan a la vez (dos tonos en el {value} % del habla): grabe a una sola persona.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to tell voices apart.</source>
        <translation>Hay muy poca habla para distinguir voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is no music in it ({value} % held notes).</source>
        <translation>No contiene música ({value} % de notas sostenidas).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There may be music or singing ({value} % held notes): switch it off and speak, or use a recording without it.</source>
        <translation>Puede que haya música o canto ({value} % de notas sostenidas): apague la música y hable, o use una grabación sin ella.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is music in it ({value} % held notes): use speech without any music.</source>
        <translation>Contiene música ({value} % de notas sostenidas): use habla sin ninguna música.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The words seem to be sung (the voice holds its pitch {value} % of the time): speak them.</source>
        <translation>Las palabras parecen cantadas (la voz mantiene su tono el {value} % del tiempo): dígalas hablando.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice is voiced, not whispered ({value} %).</source>
        <translation>La voz es sonora, no susurrada ({value} %).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Much of the speech is whispered (only {value} % voiced): speak with your full voice.</source>
        <translation>Gran parte del habla es susurrada (solo {value} % sonora): hable con toda la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The speech is whispered (only {value} % voiced): speak with your full voice.</source>
        <translation>El habla es susurrada (solo {value} % sonora): hable con toda la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The background is too loud to tell whether the speech is whispered.</source>
        <translation>El fondo es demasiado fuerte para saber si el habla es susurrada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to tell whether it is whispered.</source>
        <translation>Hay muy poca habla para saber si es susurrada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The recording carries no mark of synthetic speech that could be heard.</source>
        <translation>En la grabación no se detecta ninguna marca de voz sintética.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>This recording is marked as synthetic speech ({value} % sure): a voice made from it copies what a machine said; record the person instead.</source>
        <translation>Esta grabación está marcada como voz sintética (certeza del {value} %): una voz hecha con ella copia lo que dijo una máquina; grabe mejor a la persona.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to listen for the mark of synthetic speech.</source>
        <translation>Hay muy poca voz para buscar la marca de voz sintética.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/judging/judging_process.py"/>
        <source>The part of the program that listens to recordings cannot be started.</source>
        <translation>No se puede iniciar la parte del programa que escucha las grabaciones.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/judging/judging_process.py"/>
        <source>The part of the program that listens to recordings stopped working.</source>
        <translation>La parte del programa que escucha las grabaciones ha dejado de funcionar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>Too loud, peaks are cut off: move back a little, or turn the microphone down.</source>
        <translation>Demasiado alto, los picos se recortan: aléjese un poco o baje el nivel del micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>You are quiet: come closer to the microphone.</source>
        <translation>Se le oye poco: acérquese al micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>You are loud: move back a little.</source>
        <translation>Se le oye fuerte: aléjese un poco.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>That sounds whispered: speak with your full voice.</source>
        <translation>Suena a susurro: hable con toda la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>A steady noise is heard, like a fan: switch it off, or come closer to the microphone.</source>
        <translation>Se oye un ruido constante, como el de un ventilador: apáguelo o acérquese al micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>There is noise around you: close doors and windows, or come closer to the microphone.</source>
        <translation>Hay ruido a su alrededor: cierre puertas y ventanas o acérquese al micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>Nobody is heard: speak, or choose another microphone.</source>
        <translation>No se oye a nadie: hable o elija otro micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>A sample rate of {sample_rate} Hz cannot be reviewed.</source>
        <translation>No se puede revisar una frecuencia de muestreo de {sample_rate} Hz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Use 16 kHz or more.</source>
        <translation>Use 16 kHz o más.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Only mono sound can be reviewed.</source>
        <translation>Solo se puede revisar sonido mono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Choose one channel first.</source>
        <translation>Elija antes un canal.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>The recording holds values that are not numbers.</source>
        <translation>La grabación contiene valores que no son números.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Export it again, or record anew.</source>
        <translation>Expórtela de nuevo o grabe otra vez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/profiles.py"/>
        <source>There is no profile “{name}”.</source>
        <translation>No existe el perfil “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/profiles.py"/>
        <source>Choose one of: {profiles}.</source>
        <translation>Elija uno de estos: {profiles}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>A voice was heard</source>
        <translation>Se ha oído una voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Something was heard</source>
        <translation>Se ha oído algo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone sends nothing at all: it is muted, not connected, or another one has taken its place. Unmute it, or choose another microphone.</source>
        <translation>El micrófono no envía nada: está silenciado, no está conectado u otro ha ocupado su lugar. Reactívelo o elija otro micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone hears almost nothing, less than any room has: switch it on, or turn its input level up.</source>
        <translation>El micrófono apenas oye nada, menos de lo que hay en cualquier sala: enciéndalo o suba su nivel de entrada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone works.</source>
        <translation>El micrófono funciona.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>{disturbance} while the room was listened to: be silent for two seconds.</source>
        <translation>{disturbance} mientras se escuchaba la sala: guarde silencio dos segundos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is quiet enough ({floor}).</source>
        <translation>La sala es lo bastante silenciosa ({floor}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is a little loud ({floor}): switch off fans, close doors and windows.</source>
        <translation>La sala es algo ruidosa ({floor}): apague los ventiladores, cierre puertas y ventanas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is too loud ({floor}): switch off what makes noise, or find a quieter room.</source>
        <translation>La sala es demasiado ruidosa ({floor}): apague lo que haga ruido o busque una sala más silenciosa.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>It could not be told whether the mains hums.</source>
        <translation>No se ha podido saber si hay zumbido de la red eléctrica.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Nothing hums.</source>
        <translation>No se oye ningún zumbido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>{hum_hz} Hz, {hum_dbfs} dBFS</source>
        <translation>{hum_hz} Hz, {hum_dbfs} dBFS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The mains hum is too faint to matter ({level}).</source>
        <translation>El zumbido de la red eléctrica es demasiado leve para importar ({level}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The mains hums ({level}): try another cable or socket, and move away from power supplies.</source>
        <translation>Se oye el zumbido de la red eléctrica ({level}): pruebe otro cable u otra toma de corriente, y aléjese de fuentes de alimentación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparing.py"/>
        <source>The part of the program that compares voices cannot be started.</source>
        <translation>No se puede iniciar la parte del programa que compara voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparing.py"/>
        <source>The part of the program that compares voices stopped working.</source>
        <translation>La parte del programa que compara voces ha dejado de funcionar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparison.py"/>
        <source>There is no voice in it that could be compared.</source>
        <translation>No contiene ninguna voz que se pueda comparar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/speech_only.py"/>
        <source>There is too little speech to compare.</source>
        <translation>Hay muy poca habla para comparar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/speech_only.py"/>
        <source>Record or choose one with more speech.</source>
        <translation>Grabe o elija una con más habla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/answering.py"/>
        <source>The service could not read or write its files.</source>
        <translation>El servicio no ha podido leer o escribir sus archivos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/answering.py"/>
        <source>The service is busy: there is more to do than may wait.</source>
        <translation>El servicio está ocupado: hay más peticiones de las que pueden esperar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>The service fetches nothing.</source>
        <translation>El servicio no descarga nada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>Send the recording itself, as a data address or a file.</source>
        <translation>Envíe la grabación misma, como dirección de datos o archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>It is not JSON</source>
        <translation>No es JSON</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>The recording is not base64.</source>
        <translation>La grabación no está en base64.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>Send a data address or a file.</source>
        <translation>Envíe una dirección de datos o un archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The recording could not be fetched from its address.</source>
        <translation>No se ha podido descargar la grabación de su dirección.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Send it itself.</source>
        <translation>Envíela directamente.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The address leads on and on.</source>
        <translation>La dirección redirige una y otra vez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Name the recording's own address.</source>
        <translation>Indique la dirección de la grabación misma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Only http and https addresses at their usual ports are fetched.</source>
        <translation>Solo se descargan direcciones http y https en sus puertos habituales.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The address is not one of the open internet.</source>
        <translation>La dirección no es de la internet abierta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Send the recording itself.</source>
        <translation>Envíe la grabación misma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The recording is larger than {most_bytes} MB.</source>
        <translation>La grabación ocupa más de {most_bytes} MB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>There is no recording at the address (status {status}).</source>
        <translation>No hay ninguna grabación en la dirección (estado {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The service is not called by this name.</source>
        <translation>El servicio no responde a este nombre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>Pages of other sites may not use this service.</source>
        <translation>Las páginas de otros sitios no pueden usar este servicio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>There were too many requests in the last minute.</source>
        <translation>Ha habido demasiadas peticiones en el último minuto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The token is missing or wrong.</source>
        <translation>Falta el token o no es correcto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The request came in too slowly.</source>
        <translation>La petición ha llegado con demasiada lentitud.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The request is larger than {most}.</source>
        <translation>La petición ocupa más de {most}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>Waiting for its turn</source>
        <translation>A la espera de su turno</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>The voice is not there.</source>
        <translation>La voz no está.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>There is no job “{making_id}”.</source>
        <translation>No hay ninguna tarea “{making_id}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>Jobs are forgotten when the service ends.</source>
        <translation>Las tareas se olvidan cuando termina el servicio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>Install them with: pip install 'voicecloner[server]'</source>
        <translation>Instálelos con: pip install 'voicecloner[server]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>This program cannot be added to: install VoiceCloner in Python, with: pip install 'voicecloner[server]'</source>
        <translation>Este programa no se puede ampliar: instale VoiceCloner en Python, con: pip install 'voicecloner[server]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>The packages of the service are not installed ({name}).</source>
        <translation>Los paquetes del servicio no están instalados ({name}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/recordings.py"/>
        <source>The recording takes too long to be judged.</source>
        <translation>La evaluación de la grabación tarda demasiado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/recordings.py"/>
        <source>Send a minute of it.</source>
        <translation>Envíe un minuto de ella.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>The text is longer than {most} characters.</source>
        <translation>El texto tiene más de {most} caracteres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>Send it in parts.</source>
        <translation>Envíelo por partes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>No voice is named.</source>
        <translation>No se ha indicado ninguna voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>Name one as `voice`, or send a recording as `reference_audio`.</source>
        <translation>Indique una en `voice`, o envíe una grabación en `reference_audio`.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/running.py"/>
        <source>The service cannot listen on {host}, port {port}: {strerror}.</source>
        <translation>El servicio no puede escuchar en {host}, puerto {port}: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/running.py"/>
        <source>Choose another port</source>
        <translation>Elija otro puerto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/uploads.py"/>
        <source>There is no room for the recordings that were sent.</source>
        <translation>No hay espacio para las grabaciones enviadas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/uploads.py"/>
        <source>Free some space.</source>
        <translation>Libere espacio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>an address such as http://proxy.example:3128; within a name or password, / is written as %2F, ? as %3F, # as %23, [ as %5B and ] as %5D</source>
        <translation>una dirección como http://proxy.example:3128; dentro de un nombre o una contraseña, / se escribe como %2F, ? como %3F, # como %23, [ como %5B y ] como %5D</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a folder</source>
        <translation>la ruta de una carpeta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Long texts</source>
        <translation>Textos largos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>as spoken</source>
        <translation>tal como se ha dicho</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The setting {key} cannot be {shown}.</source>
        <translation>El ajuste {key} no puede ser {shown}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>It takes {allowed}.</source>
        <translation>Admite {allowed}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>one of {choices}</source>
        <translation>uno de {choices}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>{low} to {high} {unit}</source>
        <translation>de {low} a {high} {unit}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>any text</source>
        <translation>cualquier texto</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The microphone to record with.</source>
        <translation>El micrófono con el que se graba.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the name of a microphone, as this computer calls it</source>
        <translation>el nombre de un micrófono, tal como lo llama este equipo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>The system's default</source>
        <translation>El predeterminado del sistema</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Which input of a microphone with several to use; 0: the one that is heard.</source>
        <translation>Qué entrada se usa en un micrófono que tiene varias; 0: la que se oye.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The loudspeaker or headphones to play on.</source>
        <translation>El altavoz o los auriculares con los que se reproduce.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the name of a loudspeaker, as this computer calls it</source>
        <translation>el nombre de un altavoz, tal como lo llama este equipo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The language of the window, from its next start on.</source>
        <translation>El idioma de la ventana, a partir de su próximo inicio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Light or dark, or as the system has it.</source>
        <translation>Claro u oscuro, o como lo tenga el sistema.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How many voices the library holds at most.</source>
        <translation>Cuántas voces contiene la biblioteca como máximo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Language of new voices and texts, e.g. en or pt-BR.</source>
        <translation>Idioma de las voces y los textos nuevos, p. ej. en o pt-BR.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the tag of a language</source>
        <translation>la etiqueta de un idioma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The engine new voices are cloned with; auto: the best one installed for the language.</source>
        <translation>El motor con el que se clonan las voces nuevas; auto: el mejor instalado para el idioma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>auto or the id of an engine</source>
        <translation>auto o el id de un motor</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Where neural engines work: on the graphics card (cuda), on the processor (cpu), or as it suits this computer.</source>
        <translation>Dónde trabajan los motores neuronales: en la tarjeta gráfica (cuda), en el procesador (cpu) o como convenga a este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How long an engine that is not used keeps its memory.</source>
        <translation>Cuánto tiempo permanece en la memoria un motor que no se usa.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How fast voices speak; 1 is the voice's own pace.</source>
        <translation>A qué velocidad hablan las voces; 1 es el ritmo propio de la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How fast takes are heard on the page Speak, at the same pitch; the takes stay as they are.</source>
        <translation>A qué velocidad se oyen las tomas en la página Hablar, con el mismo tono; las tomas no cambian.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>For how many days on which VoiceCloner is used what was spoken is kept; then it is erased here. Files you saved stay.</source>
        <translation>Durante cuántos días de uso de VoiceCloner se conserva lo que se ha dicho; después se borra aquí. Los archivos que guardó se conservan.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>days of use</source>
        <translation>días de uso</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Ask before closing while something that was spoken is not saved.</source>
        <translation>Preguntar antes de cerrar si algo de lo dicho no está guardado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Put an inaudible mark into all speech that tells it is synthetic.</source>
        <translation>Poner en toda locución una marca inaudible que indica que es sintética.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>New speech carries no mark: once such a file has lost its tags, nothing tells that it is synthetic.</source>
        <translation>Las locuciones nuevas no llevan marca: si un archivo así pierde sus etiquetas, nada indica que es sintético.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Sign the WAV, FLAC, MP3 and M4A files you save (content credentials, C2PA): programs that read this tell that a machine spoke, and whether the file was changed since.</source>
        <translation>Firmar los archivos WAV, FLAC, MP3 y M4A que guarde (credenciales de contenido, C2PA): los programas que las leen indican que habló una máquina y si el archivo se modificó después.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>A PEM file with your certificate for content credentials, and those above it. The one made here is known to this computer alone.</source>
        <translation>Un archivo PEM con su certificado para credenciales de contenido, y los superiores. El creado aquí solo lo conoce este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as ~/certificate.pem</source>
        <translation>la ruta de un archivo, como ~/certificado.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>One made on this computer</source>
        <translation>Uno creado en este equipo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The PEM file with the key of your certificate for content credentials, without a password.</source>
        <translation>El archivo PEM con la clave de su certificado para credenciales de contenido, sin contraseña.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as ~/key.pem</source>
        <translation>la ruta de un archivo, como ~/clave.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>That of the one made on this computer</source>
        <translation>La del creado en este equipo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The folder speech is saved in, unless you choose another; the last one is kept.</source>
        <translation>La carpeta en la que se guardan las locuciones, si no elige otra; se conserva la última.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>Your music</source>
        <translation>Su música</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The format in which takes are exported and dragged out of the window; the last one is kept.</source>
        <translation>El formato en el que las tomas se exportan y se arrastran fuera de la ventana; se conserva el último.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How many bits each sample of an exported WAV or FLAC has.</source>
        <translation>Cuántos bits tiene cada muestra de un WAV o FLAC exportado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Sample rate of exported takes; 0: the voice's own.</source>
        <translation>Frecuencia de muestreo de las tomas exportadas; 0: la propia de la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Bits per second of exported MP3, Opus and M4A; 0: what is usual.</source>
        <translation>Bits por segundo de los archivos MP3, Opus y M4A exportados; 0: lo habitual.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How loud exported takes are, in LUFS.</source>
        <translation>La sonoridad de las tomas exportadas, en LUFS.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>What exported takes are called, of {voice}, {text}, {date}, {time}, {number}, {id}, {language} and {engine}.</source>
        <translation>Cómo se llaman las tomas exportadas, a partir de {voice}, {text}, {date}, {time}, {number}, {id}, {language} y {engine}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>a pattern such as {date}_{voice}_{number}</source>
        <translation>un patrón como {date}_{voice}_{number}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How loud the files of books and tables are, in LUFS.</source>
        <translation>Sonoridad de los archivos de libros y tablas, en LUFS.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How often each line of a table is said; the best is kept.</source>
        <translation>Cuántas veces se lee cada línea de una tabla; se conserva la mejor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The Dask cluster that says the lines of tables.</source>
        <translation>El clúster Dask que lee las líneas de las tablas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the address of its scheduler, such as tcp://10.0.0.5:8786</source>
        <translation>la dirección de su planificador, por ejemplo tcp://10.0.0.5:8786</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>This computer</source>
        <translation>Este equipo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The folder recordings are looked for in; the last one is kept.</source>
        <translation>La carpeta en la que se buscan grabaciones; se conserva la última.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How much speech a recording made here must hold to be used; a file may hold less.</source>
        <translation>Cuánta habla debe contener una grabación hecha aquí para poder usarse; un archivo puede contener menos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Another address to fetch models from.</source>
        <translation>Otra dirección de la que descargar modelos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Proxy for downloads, e.g. http://proxy.example:3128, or http://name:password@… where it asks for one.</source>
        <translation>Proxy para las descargas, p. ej. http://proxy.example:3128, o http://nombre:contraseña@… si pide contraseña.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>The system's</source>
        <translation>El del sistema</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>A PEM file of certificates to trust besides the system's.</source>
        <translation>Un archivo PEM con certificados en los que confiar, además de los del sistema.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as /etc/ssl/company.pem</source>
        <translation>la ruta de un archivo, como /etc/ssl/empresa.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Seconds counted down before a recording begins; 0: none.</source>
        <translation>Segundos de cuenta atrás antes de que empiece una grabación; 0: ninguno.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Show the microphone's level before a recording too; nothing is kept of it.</source>
        <translation>Mostrar el nivel del micrófono también antes de grabar; no se guarda nada de ello.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Listen to the room for two seconds before the first recording with a microphone.</source>
        <translation>Escuchar la sala durante dos segundos antes de la primera grabación con un micrófono.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Other programs on this computer, and a page in the browser, can use your voices while the window is open.</source>
        <translation>Otros programas de este equipo, y una página en el navegador, pueden usar sus voces mientras la ventana esté abierta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The port other programs ask at.</source>
        <translation>El puerto al que se conectan otros programas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <location filename="../../voicecloner/use_cases/upkeep/change_setting.py"/>
        <source>There is no setting called “{key}”.</source>
        <translation>No existe ningún ajuste llamado “{key}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <location filename="../../voicecloner/use_cases/upkeep/change_setting.py"/>
        <source>The settings are {settings}.</source>
        <translation>Los ajustes son {settings}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>This computer has no keyring that could keep the password: it counts until VoiceCloner ends. To have it for good, put the whole address into the environment variable HTTPS_PROXY.</source>
        <translation>Este equipo no tiene un depósito de claves que pueda guardar la contraseña: vale hasta que se cierre VoiceCloner. Para tenerla siempre, ponga la dirección completa en la variable de entorno HTTPS_PROXY.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>{message} The default settings are used.</source>
        <translation>{message} Se usan los ajustes predeterminados.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>{message} {hint} The default is used.</source>
        <translation>{message} {hint} Se usa el valor predeterminado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>A password could not be taken out of the settings: {message}</source>
        <translation>No se ha podido quitar una contraseña de los ajustes: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>The settings file could not be understood; it was kept as {kept} and the defaults are used.</source>
        <translation>No se ha podido entender el archivo de ajustes; se ha conservado como {kept} y se usan los predeterminados.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>All {channels} channels carry the same sound and were mixed into one.</source>
        <translation>Los {channels} canales llevan el mismo sonido y se han mezclado en uno.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel {used} of {channels} is used, because the speech is clearest there.</source>
        <translation>Se usa el canal {used} de {channels}, porque en él el habla es más clara.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel {used} of {channels} is used, because channel 1 is silent.</source>
        <translation>Se usa el canal {used} de {channels}, porque el canal 1 está en silencio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of 2 is used, because channel 2 is silent.</source>
        <translation>Se usa el canal 1 de 2, porque el canal 2 está en silencio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of 2 is used alone, because the two channels have opposite phase and would cancel each other.</source>
        <translation>Se usa solo el canal 1 de 2, porque los dos canales tienen fase opuesta y se anularían.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of {channels} is used.</source>
        <translation>Se usa el canal 1 de {channels}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>In this format the peaks of the sound cannot be kept below {peak_limit_dbtp} dBTP.</source>
        <translation>En este formato no se pueden mantener los picos del sonido por debajo de {peak_limit_dbtp} dBTP.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>Choose a lower loudness, a higher bit rate or another format.</source>
        <translation>Elija una sonoridad menor, una tasa de bits mayor u otro formato.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>It is silent, and stays so.</source>
        <translation>Está en silencio, y así queda.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>: louder, its peaks would pass {peak_limit_dbtp} dBTP or be audibly cut off</source>
        <translation>: si sonara más fuerte, sus picos superarían {peak_limit_dbtp} dBTP o se oiría que están recortados</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>It has {lufs} LUFS instead of {wanted_lufs}{why}.</source>
        <translation>Tiene {lufs} LUFS en lugar de {wanted_lufs}{why}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>turning the loudest moments down by up to {turned_down_db} dB</source>
        <translation>bajando hasta {turned_down_db} dB los momentos más fuertes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>Without peaks above {peak_limit_dbtp} dBTP, {wanted_lufs} LUFS is reached only by {down}.</source>
        <translation>Sin picos por encima de {peak_limit_dbtp} dBTP, {wanted_lufs} LUFS solo se alcanzan {down}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>The reader of documents cannot be started.</source>
        <translation>No se puede iniciar la parte del programa que lee documentos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>“{name}” is damaged in a way that stops its reader.</source>
        <translation>“{name}” está dañado de un modo que impide leerlo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>Reading “{name}” took longer than any book does, and was stopped.</source>
        <translation>La lectura de “{name}” ha tardado más que la de cualquier libro y se ha detenido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>“{name}” needs more memory to be read than a book should.</source>
        <translation>“{name}” necesita más memoria para leerse de la que debería un libro.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is damaged: “{name2}” is missing in it.</source>
        <translation>“{name}” está dañado: falta “{name2}” en él.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” holds a text that is longer than any book.</source>
        <translation>“{name}” contiene un texto más largo que cualquier libro.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is locked with a password.</source>
        <translation>“{name}” está protegido con contraseña.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>Save it without one.</source>
        <translation>Guárdelo sin ella.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is damaged: “{name2}” in it cannot be read.</source>
        <translation>“{name}” está dañado: no se puede leer “{name2}” en él.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” would fill the memory when it is unpacked, as no book does: it was not opened.</source>
        <translation>“{name}” llenaría la memoria al descomprimirse, como no hace ningún libro: no se ha abierto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” holds a file that would lie outside of it: it was not opened.</source>
        <translation>“{name}” contiene un archivo que pretende salir de él: no se ha abierto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” holds no text, only pictures.</source>
        <translation>“{name}” no contiene texto, solo imágenes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>Choose an edition with text.</source>
        <translation>Elija una edición con texto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>{count} of its pages are missing in the file.</source>
        <translation>Faltan {count} de sus páginas en el archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” is not an EPUB: it does not say which pages it has.</source>
        <translation>“{name}” no es un EPUB: no indica qué páginas tiene.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” is protected against copying, and its text cannot be read.</source>
        <translation>“{name}” está protegido contra copia y su texto no se puede leer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>Choose an edition without protection.</source>
        <translation>Elija una edición sin protección.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/markup_tree.py"/>
        <source>“{name}” declares entities of its own, as no book needs: it was not opened.</source>
        <translation>“{name}” declara entidades propias, que ningún libro necesita: no se ha abierto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>“{name}” is a folder.</source>
        <translation>“{name}” es una carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Name a document in it.</source>
        <translation>Indique un documento que esté en ella.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>“{name}” is of a kind that cannot be read.</source>
        <translation>“{name}” es de un tipo que no se puede leer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Those that can: {kinds}.</source>
        <translation>Los que se pueden leer: {kinds}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is not a file.</source>
        <translation>“{name}” no es un archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Name a document.</source>
        <translation>Indique un documento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <location filename="../../voicecloner/speech/documents/subtitles.py"/>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>“{name}” holds no text.</source>
        <translation>“{name}” no contiene texto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/subtitles.py"/>
        <source>“{name}” holds no subtitles that can be read.</source>
        <translation>“{name}” no contiene subtítulos que se puedan leer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not text.</source>
        <translation>“{name}” no es un texto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>“{name}” is longer than any book.</source>
        <translation>“{name}” es más largo que cualquier libro.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>Split it into parts.</source>
        <translation>Divídalo en partes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/word.py"/>
        <source>“{name}” is not a DOCX document, or is damaged.</source>
        <translation>“{name}” no es un documento DOCX, o está dañado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer could not say the text (code {status}).</source>
        <translation>El sintetizador de voz no ha podido decir el texto (código {status}).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer has no voice named {voice}.</source>
        <translation>El sintetizador de voz no tiene ninguna voz llamada {voice}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer espeak-ng could not be loaded.</source>
        <translation>No se ha podido cargar el sintetizador de voz espeak-ng.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer espeak-ng could not be started.</source>
        <translation>No se ha podido iniciar el sintetizador de voz espeak-ng.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak_languages.py"/>
        <source>espeak-ng does not speak the language “{language}”.</source>
        <translation>espeak-ng no habla el idioma “{language}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak_languages.py"/>
        <source>Choose one of the languages in its list.</source>
        <translation>Elija uno de los idiomas de su lista.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/moonshine.py"/>
        <source>The speech recognizer is not installed.</source>
        <translation>El reconocedor de voz no está instalado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/moonshine.py"/>
        <source>The speech recognizer could not be loaded.</source>
        <translation>No se ha podido cargar el reconocedor de voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>Listening to the words</source>
        <translation>Escuchando las palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>The speech recognizer could not be started.</source>
        <translation>No se ha podido iniciar el reconocedor de voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>it ended without a message. {last_words}</source>
        <translation>ha terminado sin decir nada. {last_words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>The speech recognizer could not be used.</source>
        <translation>No se ha podido usar el reconocedor de voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>Use {field}, such as {number}_{voice}.</source>
        <translation>Use {field}, por ejemplo {number}_{voice}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{pattern}” is not a pattern for file names.</source>
        <translation>“{pattern}” no es un patrón para nombres de archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” is not a pattern for file names: {{field}} cannot be used so.</source>
        <translation>“{pattern}” no es un patrón para nombres de archivo: {{field}} no se puede usar así.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” gives all files the same name.</source>
        <translation>“{pattern}” da a todos los archivos el mismo nombre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>the file “{name}” would lie outside the folder</source>
        <translation>el archivo “{name}” quedaría fuera de la carpeta</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}” is not a name for a file</source>
        <translation>“{name}” no es un nombre de archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}” is not a name for a file that every system takes</source>
        <translation>“{name}” no es un nombre de archivo que admitan todos los sistemas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}…” is longer than a file's name can be</source>
        <translation>“{name}…” es más largo de lo que puede ser un nombre de archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>the file “{name}” would lie outside the folder, by way of a link in it</source>
        <translation>el archivo “{name}” quedaría fuera de la carpeta, por un enlace que hay en ella</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/manifest.py"/>
        <source>Another batch is at work in {folder}.</source>
        <translation>Otra tabla se está procesando en {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/manifest.py"/>
        <source>Wait for it, or choose another.</source>
        <translation>Espere a que termine o elija otra.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>Line {number}: {message}</source>
        <translation>Línea {number}: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>it names no voice.</source>
        <translation>no indica ninguna voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>its file “{name}” is already that of line {other}.</source>
        <translation>su archivo “{name}” ya es el de la línea {other}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>its {column} “{cells}” is not a number.</source>
        <translation>su {column} “{cells}” no es un número.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Reading the table</source>
        <translation>Leyendo la tabla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Looking at the lines</source>
        <translation>Examinando las líneas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Not said yet.</source>
        <translation>Todavía sin decir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {fault}</source>
        <translation>Línea {number}: {fault}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>{done} of {whole}</source>
        <translation>{done} de {whole}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>about {done} left</source>
        <translation>quedan aprox. {done}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>its file “{file}” is there already, and no batch in this folder has made it.</source>
        <translation>su archivo “{file}” ya existe, y no lo ha creado ninguna tabla en esta carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>{processes} processes cannot work side by side.</source>
        <translation>{processes} procesos no pueden trabajar en paralelo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>“{folder}” is a file.</source>
        <translation>“{folder}” es un archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Name a folder for what is spoken.</source>
        <translation>Indique una carpeta para lo que se diga.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>{number} line</source>
        <translation>{number} línea</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>{number} lines</source>
        <translation>{number} líneas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>Save it again as XLSX or CSV.</source>
        <translation>Guárdela de nuevo como XLSX o CSV.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>“{name}” cannot be read as a spreadsheet.</source>
        <translation>“{name}” no se puede leer como hoja de cálculo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>“{name}” is not a spreadsheet that can be read.</source>
        <translation>“{name}” no es una hoja de cálculo que se pueda leer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>this is not JSON.</source>
        <translation>esto no es JSON.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>this is not a JSON object.</source>
        <translation>esto no es un objeto JSON.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source> Did you mean “{near}”?</source>
        <translation> ¿Quiso decir “{near}”?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source> Known are: {known}.</source>
        <translation> Se conocen: {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>there is no column “{name}”.{meant}</source>
        <translation>no hay ninguna columna “{name}”.{meant}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>the column “{name}” is there twice.</source>
        <translation>la columna “{name}” está dos veces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>the column “{lacking}” is missing.</source>
        <translation>falta la columna “{lacking}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not a table.</source>
        <translation>“{name}” no es una tabla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Its name must end in one of {table_suffixes}.</source>
        <translation>Su nombre debe terminar en uno de estos: {table_suffixes}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>There are no lines in “{name}”.</source>
        <translation>No hay líneas en “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Write at least one.</source>
        <translation>Escriba al menos una.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” has more than {most_lines}.</source>
        <translation>“{name}” tiene más de {most_lines}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Split it.</source>
        <translation>Divídala.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Name a table.</source>
        <translation>Indique una tabla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is larger than 64 MB.</source>
        <translation>“{name}” ocupa más de 64 MB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Save it as UTF-8.</source>
        <translation>Guárdela como UTF-8.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not in UTF-8 and was read as Windows-1252: look at its accented letters.</source>
        <translation>“{name}” no está en UTF-8 y se ha leído como Windows-1252: revise sus letras con acento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>The encoding of “{name}” is not known.</source>
        <translation>No se sabe en qué codificación está “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>a quote is opened and not closed, or stands where none belongs</source>
        <translation>una comilla se abre y no se cierra, o está donde no debe</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>a cell is longer than 131 072 characters</source>
        <translation>una celda tiene más de 131 072 caracteres</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {reason}.</source>
        <translation>Línea {number}: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: there are more cells than columns; put text with delimiters into quotes.</source>
        <translation>Línea {number}: hay más celdas que columnas; ponga entre comillas el texto con separadores.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {error}</source>
        <translation>Línea {number}: {error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>No batch is unfinished in {folder}.</source>
        <translation>No hay ninguna tabla sin terminar en {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>Begin it anew.</source>
        <translation>Empiécela de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>Choose the same table and folder: it goes on where it left off.</source>
        <translation>Elija la misma tabla y la misma carpeta: continúa donde se quedó.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>It is not known how this batch was begun.</source>
        <translation>No se sabe cómo se empezó esta tabla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a JPEG or PNG picture.</source>
        <translation>Elija una imagen JPEG o PNG.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is not a picture that a cover can be made from.</source>
        <translation>“{name}” no es una imagen con la que se pueda hacer una portada.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a JPEG or PNG.</source>
        <translation>Elija una JPEG o PNG.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is larger than 10 MB.</source>
        <translation>“{name}” ocupa más de 10 MB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a smaller picture.</source>
        <translation>Elija una imagen más pequeña.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/kept_request.py"/>
        <source>Choose the same document, voice and chapters as then: it goes on where it left off.</source>
        <translation>Elija el mismo documento, la misma voz y los mismos capítulos que entonces: continúa donde se quedó.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/kept_request.py"/>
        <source>It is not known how this book was begun.</source>
        <translation>No se sabe cómo se empezó este libro.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>“{title}” cannot be continued: its document or one of its voices was changed.</source>
        <translation>No se puede continuar “{title}”: se ha cambiado su documento o una de sus voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Begin it anew, or bring the document back as it was.</source>
        <translation>Empiécelo de nuevo, o restablezca el documento tal como estaba.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Chapter {number} of {count}: {title}</source>
        <translation>Capítulo {number} de {count}: {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Stopped: {percent} % of the book is said and kept.</source>
        <translation>Detenido: el {percent} % del libro está dicho y se conserva.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>The same command goes on with it.</source>
        <translation>La misma orden lo continúa.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Choose another folder or name, or tick “Replace files that are there”</source>
        <translation>Elija otra carpeta u otro nombre, o marque “Reemplazar los existentes”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>“{there}” is there already.</source>
        <translation>“{there}” ya existe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Nothing of this document can be spoken: the engine has no sound for what it is written in.</source>
        <translation>No se puede decir nada de este documento: el motor no tiene sonidos para la escritura que se usa en él.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Choose a voice that speaks its language.</source>
        <translation>Elija una voz que hable su idioma.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source> and {most_named} more</source>
        <translation> y {most_named} más</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>The document names voices that do not exist: {listed}{more}.</source>
        <translation>El documento nombra voces que no existen: {listed}{more}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose who reads them</source>
        <translation>Elija quién las lee</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>There is no chapter {wanted}.</source>
        <translation>No existe el capítulo {wanted}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>“{title}” has {count}.</source>
        <translation>“{title}” tiene {count}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Subtitles cannot be written as “{subtitles}”.</source>
        <translation>No se pueden escribir subtítulos como “{subtitles}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose srt or vtt.</source>
        <translation>Elija srt o vtt.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Chapters cannot be saved as “{format}”.</source>
        <translation>No se pueden guardar capítulos como “{format}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose one of {known}.</source>
        <translation>Elija uno de estos: {known}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>A whole book cannot be saved as one “{suffix}” file.</source>
        <translation>No se puede guardar un libro entero como un solo archivo “{suffix}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Name a folder, or a file in {names}.</source>
        <translation>Indique una carpeta, o un archivo en {names}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/room.py"/>
        <source>There is not enough room on the disk: the book takes about {size_bytes} in {folder}, {free_bytes} are free.</source>
        <translation>No hay espacio suficiente en el disco: el libro ocupa unos {size_bytes} en {folder}; hay {free_bytes} libres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/room.py"/>
        <source>Free some space, or read a few chapters at a time.</source>
        <translation>Libere espacio, o lea unos pocos capítulos cada vez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/save_book.py"/>
        <source>Saving {name}</source>
        <translation>Guardando {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/check_room.py"/>
        <source>A voice is heard: be silent for two seconds…</source>
        <translation>Se oye una voz: guarde silencio dos segundos…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/check_room.py"/>
        <source>Listening to the room</source>
        <translation>Escuchando la sala</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/reading_scripts.py"/>
        <source>There is no reading script in the tone “{tone}”.</source>
        <translation>No hay ningún guion de lectura en el tono “{tone}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/reading_scripts.py"/>
        <source>Choose {tone}.</source>
        <translation>Elija {tone}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/record_reference.py"/>
        <source>Press Record first.</source>
        <translation>Pulse antes “Grabar”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>{fault} Plug it in, then look for a new microphone.</source>
        <translation>{fault} Conéctelo y busque un micrófono nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>The microphone has sent no sound yet.</source>
        <translation>El micrófono todavía no ha enviado ningún sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>Nothing was recorded: record again.</source>
        <translation>No se ha grabado nada: grabe de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>You can use what was recorded, or record again.</source>
        <translation>Puede usar lo que se ha grabado, o grabar de nuevo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recover_recordings.py"/>
        <source>“{name}” is not a recording.</source>
        <translation>“{name}” no es una grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recover_recordings.py"/>
        <source>There is no unfinished recording “{name}”.</source>
        <translation>No hay ninguna grabación sin terminar “{name}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Checking the recording</source>
        <translation>Comprobando la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <location filename="../../voicecloner/use_cases/review/read_stretch.py"/>
        <source>Reading {name}</source>
        <translation>Leyendo {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>“{name}” has changed since it was checked.</source>
        <translation>“{name}” ha cambiado desde que se comprobó.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Check the recording again.</source>
        <translation>Compruebe de nuevo la grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>No file was given.</source>
        <translation>No se ha indicado ningún archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Choose at least one recording.</source>
        <translation>Elija al menos una grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>A stretch can only be chosen of a single file.</source>
        <translation>Solo se puede elegir un fragmento de un único archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Check the files one by one.</source>
        <translation>Compruebe los archivos uno a uno.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The stretch must end after it starts.</source>
        <translation>El fragmento debe terminar después de empezar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Choose a start of 0 or more and a later end.</source>
        <translation>Elija un comienzo de 0 o más y un final posterior.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The stretch is longer than ten minutes.</source>
        <translation>El fragmento dura más de diez minutos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>10 to 60 s work best.</source>
        <translation>Lo mejor es de 10 a 60 s.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The best {end_s} s of {whole} were chosen {place}.</source>
        <translation>Se han elegido los mejores {end_s} s de {whole} {place}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>No speech was found in {whole}; the beginning was taken {place}.</source>
        <translation>No se ha encontrado habla en {whole}; se ha tomado el comienzo {place}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The recording goes on after that, unheard.</source>
        <translation>La grabación continúa después; esa parte no se ha escuchado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_words.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Comparing the words with the recording</source>
        <translation>Comparando las palabras con la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/compare_repair.py"/>
        <source>Repairing a copy of the recording</source>
        <translation>Reparando una copia de la grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>Looking for the best stretch of {name}</source>
        <translation>Buscando el mejor fragmento de {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>This is only a suggestion: about one word in twelve is wrong, names more often. Listen, and correct it.</source>
        <translation>Es solo una sugerencia: una de cada doce palabras, aproximadamente, está mal; los nombres, más a menudo. Escuche y corríjala.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>There is no suggestion for this language ({language}): the recognizer knows English only.</source>
        <translation>No hay sugerencias para este idioma ({language}): el reconocedor solo conoce el inglés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/read_stretch.py"/>
        <source>The stretch must end after it starts, and within ten minutes.</source>
        <translation>El fragmento debe terminar después de empezar y no durar más de diez minutos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Nobody speaks in “{title}”.</source>
        <translation>Nadie habla en “{title}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Choose a recording of speech.</source>
        <translation>Elija una grabación con habla.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>The engine made no sound.</source>
        <translation>El motor no ha generado sonido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Try another recording, or another voice.</source>
        <translation>Pruebe con otra grabación o con otra voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>The recording must be mono sound of finite numbers.</source>
        <translation>La grabación debe ser sonido mono de números finitos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Mix it down to one channel first.</source>
        <translation>Mézclela antes en un solo canal.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{count} was saved in {folder}.</source>
        <translation>Se ha guardado {count} en {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{count} were saved in {folder}.</source>
        <translation>Se han guardado {count} en {folder}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Stopped: {said}</source>
        <translation>Detenido: {said}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Saving take {place} of {count}</source>
        <translation>Guardando la toma {place} de {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Saving the take</source>
        <translation>Guardando la toma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>That is too much to be dragged.</source>
        <translation>Es demasiado para arrastrarlo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Press Export instead.</source>
        <translation>Pulse “Exportar” en su lugar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>No take is to be saved.</source>
        <translation>No hay ninguna toma que guardar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Name at least one.</source>
        <translation>Indique al menos una.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Name a folder.</source>
        <translation>Indique una carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{number} file</source>
        <translation>{number} archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{number} files</source>
        <translation>{number} archivos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/list_languages.py"/>
        <source>“{text}” is not a language that can be spoken here.</source>
        <translation>“{text}” no es un idioma que se hable aquí.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/list_languages.py"/>
        <source>Did you mean “{meant}” ({meant2})?</source>
        <translation>¿Quiso decir “{meant}” ({meant2})?</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>{count} takes have an id that begins with “{take_id}”.</source>
        <translation>{count} tomas tienen un id que empieza por “{take_id}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>There is no take “{take_id}”.</source>
        <translation>No existe la toma “{take_id}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>Look for it on the page “Speak”</source>
        <translation>Búsquela en la página “Hablar”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list of pronunciations is ignored: {message}</source>
        <translation>La lista de pronunciaciones no se tiene en cuenta: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list has no “{word}” of this voice.</source>
        <translation>La lista no contiene “{word}” para esta voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list has no “{word}” of all voices.</source>
        <translation>La lista no contiene “{word}” para todas las voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>Look for it in the list of pronunciations</source>
        <translation>Búsquela en la lista de pronunciaciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>{title} does not say phonemes.</source>
        <translation>{title} no admite fonemas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>Write it in letters, as one would read it aloud.</source>
        <translation>Escríbala con letras, como se leería en voz alta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Saying the sentence again</source>
        <translation>Diciendo la frase otra vez</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>There is nothing to say.</source>
        <translation>No hay nada que decir.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Type at least one word.</source>
        <translation>Escriba al menos una palabra.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The engine speaks at another sample rate now.</source>
        <translation>El motor habla ahora con otra frecuencia de muestreo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Say the whole text again.</source>
        <translation>Diga otra vez todo el texto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The voice of this take, “{voice_name}”, is not there any more.</source>
        <translation>La voz de esta toma, “{voice_name}”, ya no está.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The engine has no sound for this sentence.</source>
        <translation>El motor no tiene sonidos para esta frase.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Write it in other words.</source>
        <translation>Escríbala con otras palabras.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>{title} says this sentence the same way each time.</source>
        <translation>{title} dice esta frase siempre de la misma manera.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Change its speed or its words; asterisks around a word stress it, where the engine can do that.</source>
        <translation>Cambie su velocidad o sus palabras; los asteriscos alrededor de una palabra le dan énfasis, si el motor puede hacerlo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{title} does not speak “{language}”, but {title2} does: a voice that is made with it from the same recordings can say this.</source>
        <translation>{title} no habla “{language}”, pero {title2} sí: una voz creada con él a partir de las mismas grabaciones puede decir esto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Make another voice from them, in that language</source>
        <translation>Cree con ellas otra voz, en ese idioma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>POST /v1/audio/voices makes one of them, with “{id}” as `engine`.</source>
        <translation>POST /v1/audio/voices crea una con ellas, con “{id}” como `engine`.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Nothing of this text can be spoken: the engine has no sound for what it is written in.</source>
        <translation>No se puede decir nada de este texto: el motor no tiene sonidos para la escritura que se usa en él.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Write it in words and letters of a language that the voice speaks.</source>
        <translation>Escríbalo con palabras y letras de un idioma que hable la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{path}” is a folder.</source>
        <translation>“{path}” es una carpeta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Name a file in it, such as {path}.</source>
        <translation>Indique un archivo en ella, como {path}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{path}” is there already.</source>
        <translation>“{path}” ya existe.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Choose another name, or replace it with --overwrite.</source>
        <translation>Elija otro nombre, o reemplácelo con --overwrite.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>“{path}” is the recording itself, which would be lost.</source>
        <translation>“{path}” es la propia grabación, que se perdería.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Choose another name.</source>
        <translation>Elija otro nombre.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{marks}; a recording {how}</source>
        <translation>{marks}; una grabación {how}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{title} does not stress words: the asterisks were left out.</source>
        <translation>{title} no da énfasis a las palabras: los asteriscos se han omitido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>The text is longer than two million characters.</source>
        <translation>El texto tiene más de dos millones de caracteres.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Split it into chapters.</source>
        <translation>Divídalo en capítulos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>{attempts} attempts cannot be made.</source>
        <translation>No se pueden hacer {attempts} intentos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>Choose 1 to {most_attempts}.</source>
        <translation>Elija de 1 a {most_attempts}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>The engine says this the same way with every seed, so there is one attempt</source>
        <translation>El motor dice esto igual con cualquier semilla, así que hay un solo intento</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>The best of {count} attempts has the seed {seed}: {sentence}.</source>
        <translation>El mejor de {count} intentos tiene la semilla {seed}: {sentence}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>Seed {seed}: {sentence}.</source>
        <translation>Semilla {seed}: {sentence}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>It carries no inaudible mark that tells it is synthetic: the setting “watermark” is off.</source>
        <translation>No lleva ninguna marca inaudible que indique que es sintética: el ajuste “watermark” está desactivado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” did not pass its review and cannot be used.</source>
        <translation>“{name}” no ha superado su revisión y no se puede usar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” needs the engine “{engine_id}”, which is not installed.</source>
        <translation>“{name}” necesita el motor “{engine_id}”, que no está instalado.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>It cannot be kept here, only saved as a file of your own: {message}</source>
        <translation>No se puede conservar aquí, solo guardar como archivo propio: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” needs to be rebuilt: {reason}.</source>
        <translation>Hay que reconstruir “{name}”: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>about {fraction} left</source>
        <translation>quedan aprox. {fraction}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>Use {field}, such as {date}_{voice}_{number}.</source>
        <translation>Use {field}, por ejemplo {date}_{voice}_{number}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{strip}” cannot be in the name of a file.</source>
        <translation>“{strip}” no puede estar en el nombre de un archivo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>Leave out &lt; &gt; : " / \ | ? *</source>
        <translation>Omita &lt; &gt; : " / \ | ? *</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{pattern}” is not a pattern for file names: {shown} cannot be used.</source>
        <translation>“{pattern}” no es un patrón para nombres de archivo: {shown} no se puede usar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>There is no pattern for the names of the files.</source>
        <translation>No hay un patrón para los nombres de los archivos.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/answer_programs.py"/>
        <source>The service did not start. {last_words}</source>
        <translation>El servicio no se ha iniciado. {last_words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/answer_programs.py"/>
        <source>The service did not start: {strerror}.</source>
        <translation>El servicio no se ha iniciado: {strerror}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>{folder} belongs to the library itself.</source>
        <translation>{folder} pertenece a la propia biblioteca.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Choose a folder elsewhere.</source>
        <translation>Elija una carpeta en otro lugar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Looking for what is new</source>
        <translation>Buscando lo nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Copying the voices</source>
        <translation>Copiando las voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>{path} is gone, and not in the backup.</source>
        <translation>{path} ha desaparecido y no está en la copia de seguridad.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Reading the backup</source>
        <translation>Leyendo la copia de seguridad</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Bringing the voices back</source>
        <translation>Recuperando las voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>Not installed in a Python of its own: {title}.</source>
        <translation>No está instalado en un Python propio: {title}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>There is nothing called “{environment_id}” to install.</source>
        <translation>No hay nada llamado “{environment_id}” que instalar.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>There is: {specs}.</source>
        <translation>Hay: {specs}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>Fetch one on the page “Models”</source>
        <translation>Descargue uno en la página “Modelos”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>No model of {title} is on this computer.</source>
        <translation>No hay ningún modelo de {title} en este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Stopped. What has arrived is kept.</source>
        <translation>Detenido. Lo recibido se conserva.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Fetch the model again to go on.</source>
        <translation>Para continuar, descargue el modelo otra vez.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is not on this computer.</source>
        <translation>{title} no está en este equipo.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Fetch or import it first.</source>
        <translation>Descárguelo o impórtelo antes.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is given only to people who have agreed to its makers’ terms.</source>
        <translation>{title} solo se entrega a quienes han aceptado las condiciones de sus autores.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Agree on {terms_page}, make an access token on https://huggingface.co/settings/tokens, and give it here or in the environment variable {token_variable}.</source>
        <translation>Acéptelas en {terms_page}, cree un token de acceso en https://huggingface.co/settings/tokens e indíquelo aquí o en la variable de entorno {token_variable}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is under the licence {id}: {summary}</source>
        <translation>{title} tiene la licencia {id}: {summary}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Read it on {link}; then say that you accept it (in commands: --accept-licence).</source>
        <translation>Léala en {link}; después indique que la acepta (en las órdenes: --accept-licence).</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>first sound after, s</source>
        <translation>tiempo hasta el primer sonido, s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>speech, s</source>
        <translation>habla, s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>time for a second of speech, s</source>
        <translation>tiempo por segundo de habla, s</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>memory at most, bytes</source>
        <translation>memoria como máximo, bytes</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>naturalness of the reading, 1..5</source>
        <translation>naturalidad de la lectura, 1..5</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>words lost</source>
        <translation>palabras perdidas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>VoiceCloner {computer}, {computer2} on {computer3}</source>
        <translation>VoiceCloner {computer}, {computer2} en {computer3}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>Python {computer}, {computer2} cores</source>
        <translation>Python {computer}, {computer2} núcleos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>{computer} of memory free</source>
        <translation>{computer} de memoria libre</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>{computer} free on the graphics card</source>
        <translation>{computer} libres en la tarjeta gráfica</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source># Models tried</source>
        <translation># Modelos probados</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>does not work</source>
        <translation>no funciona</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>Engine `{model}`, language {model2}.</source>
        <translation>Motor `{model}`, idioma {model2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/add_spoken_consent.py"/>
        <source>The consent to “{name}” was spoken already, on {when}.</source>
        <translation>El consentimiento para “{name}” ya se dijo, el {when}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/add_spoken_consent.py"/>
        <source>It is kept as it is.</source>
        <translation>Se conserva tal como está.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/choose_engine.py"/>
        <source>No engine that is installed speaks “{language}”.</source>
        <translation>Ningún motor instalado habla “{language}”.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/choose_engine.py"/>
        <source>Choose another language, or name an engine.</source>
        <translation>Elija otro idioma o indique un motor.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Stopped early: this is the best that had been reached by then. Rebuild the voice to go further.</source>
        <translation>Detenido antes de tiempo: es lo mejor que se había logrado hasta entonces. Para llegar más lejos, reconstruya la voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Saving the voice</source>
        <translation>Guardando la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Spoken consent cannot be heard here.</source>
        <translation>Aquí no se puede escuchar el consentimiento oral.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>To clone from the sound and its transcript the transcript is needed, and there is none.</source>
        <translation>Para clonar a partir del sonido y su transcripción se necesita la transcripción, y no la hay.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>{title} cannot clone from {words}.</source>
        <translation>{title} no puede clonar con {words}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>It clones from {words}.</source>
        <translation>Clona con {words}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>The recording did not pass its review: </source>
        <translation>La grabación no ha superado su revisión: </translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>There are {count} recordings but {count2} transcripts.</source>
        <translation>Hay {count} grabaciones, pero {count2} transcripciones.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Give one transcript for each recording, or a single one for all of them together.</source>
        <translation>Indique una transcripción para cada grabación, o una sola para todas juntas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Nobody has said whose voices these are.</source>
        <translation>No se ha indicado de quién son estas voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Every voice needs a name of its own.</source>
        <translation>Cada voz necesita un nombre propio.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Give one name for each recording.</source>
        <translation>Indique un nombre para cada grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>The lists do not match: there are {count} {longest} but {misfits}.</source>
        <translation>Las listas no coinciden: hay {count} {longest}, pero {misfits}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Give one value for each voice, or a single one for all of them.</source>
        <translation>Indique un valor para cada voz, o uno solo para todas.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Reading the voices</source>
        <translation>Leyendo las voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Writing the file</source>
        <translation>Escribiendo el archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Taking the voices in</source>
        <translation>Incorporando las voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{name}” is exported without its data file, and has to be rebuilt: {fault}.</source>
        <translation>“{name}” va sin los datos con los que habla y hay que reconstruirla: {fault}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>its data file is another voice's</source>
        <translation>su archivo de datos es de otra voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Choose one on the page “Voices”</source>
        <translation>Elija una en la página “Voces”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Keep a backup of the whole library instead</source>
        <translation>Mejor cree una copia de seguridad de toda la biblioteca</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>One file holds at most {most_voices} voices.</source>
        <translation>Un archivo contiene como máximo {most_voices} voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>A file of voices has a name that ends with {suffix}.</source>
        <translation>Un archivo de voces tiene un nombre que termina en {suffix}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Say {name}{suffix}.</source>
        <translation>Indique {name}{suffix}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>The pronunciations that came along could not be kept: {message}</source>
        <translation>No se han podido conservar las pronunciaciones incluidas: {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{added} came along.</source>
        <translation>Incluye: {added}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{count} voices{suffix}</source>
        <translation>{count} voces{suffix}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>voice {name}{suffix}</source>
        <translation>voz {name}{suffix}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Drop it on the window to make a voice from it</source>
        <translation>Suéltela en la ventana para crear una voz con ella</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{name}” is a recording, not a file of voices.</source>
        <translation>“{name}” es una grabación, no un archivo de voces.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>the data file of “{name}” is damaged, or another voice's</source>
        <translation>los datos con los que habla “{name}” están dañados o son de otra voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{file_name}” is not a file of voices that can be used: {reason}.</source>
        <translation>“{file_name}” no es un archivo de voces que se pueda usar: {reason}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{number} pronunciation</source>
        <translation>{number} pronunciación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{number} pronunciations</source>
        <translation>{number} pronunciaciones</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>needs rebuild</source>
        <translation>hay que reconstruirla</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>{limit} is not a possible number of voices.</source>
        <translation>{limit} no es un número de voces posible.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>Say 1 or more.</source>
        <translation>Indique 1 o más.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_consent.py"/>
        <source>“{name}” may not {words}: its speaker has not allowed it.</source>
        <translation>“{name}” no puede {words}: su hablante no lo ha permitido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_consent.py"/>
        <source>If the speaker does allow it, state that with the voice</source>
        <translation>Si el hablante lo permite, declárelo en la voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_voices.py"/>
        <source>Voice {number} of {count}</source>
        <translation>Voz {number} de {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Reading the kept recording</source>
        <translation>Leyendo la grabación conservada</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>The recording that “{name}” was made from is damaged or gone.</source>
        <translation>La grabación con la que se creó “{name}” está dañada o ha desaparecido.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Bring the voice back from a backup, or make a new one from the recording.</source>
        <translation>Recupere la voz de una copia de seguridad, o cree una nueva con la grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>its engine “{engine_id}” is gone</source>
        <translation>su motor “{engine_id}” ya no está</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>it was made with revision {engine_revision} of {title}, and this is {revision}</source>
        <translation>se creó con la revisión {engine_revision} de {title}, y esta es la {revision}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Comparing the voice with its recording</source>
        <translation>Comparando la voz con su grabación</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Whether its words can be understood was not measured: the recognizer knows English only.</source>
        <translation>No se ha medido si se entienden sus palabras: el reconocedor solo conoce el inglés.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Whether its words can be understood was not measured. {message}</source>
        <translation>No se ha medido si se entienden sus palabras. {message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Read the sentence on the screen aloud, all of it, in a quiet room.</source>
        <translation>Lea en voz alta la frase de la pantalla, entera, en una sala silenciosa.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>I agree that my voice is cloned with this program, so that it can say anything. My words for today are {words} and {words2}.</source>
        <translation>I agree that my voice is cloned with this program, so that it can say anything. My words for today are {words} and {words2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>There is no sentence of consent to be read yet.</source>
        <translation>No se ha creado ninguna frase de consentimiento para leer.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Press “Have it spoken”</source>
        <translation>Pulse “Pedir la lectura”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The person who read the sentence does not sound like the person in the recording.</source>
        <translation>Quien ha leído la frase no suena como quien aparece en la grabación.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Let the person whose voice is to be cloned read it, with the same microphone if possible.</source>
        <translation>Haga que la lea la persona cuya voz se va a clonar, con el mismo micrófono si es posible.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Too little speech was heard to tell who is reading.</source>
        <translation>Se ha oído muy poca habla para saber quién lee.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The sentence of consent was made too long ago to tell that it was read now.</source>
        <translation>La frase de consentimiento se creó hace demasiado tiempo para saber si se ha leído ahora.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Have a new one made.</source>
        <translation>Pida una nueva.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>These words of the sentence of consent were not heard: {missing}.</source>
        <translation>De la frase de consentimiento no se han oído estas palabras: {missing}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Something other than the sentence of consent was said.</source>
        <translation>Se ha dicho algo distinto de la frase de consentimiento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The sentence was read by a synthetic voice.</source>
        <translation>La frase la ha leído una voz sintética.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The speaker must read it in person.</source>
        <translation>El hablante debe leerla en persona.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>free, also commercially</source>
        <translation>libre, también para uso comercial</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>free if its makers are named</source>
        <translation>libre si se nombra a sus autores</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>not for commercial use</source>
        <translation>no para uso comercial</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>said again from its words</source>
        <translation>dicha de nuevo a partir de sus palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>changed as sound</source>
        <translation>transformada como sonido</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{minutes} h {minutes2} min</source>
        <translation>{minutes} h {minutes2} min</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{days} of use</source>
        <translation>{days} de uso</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>yesterday</source>
        <translation>ayer</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{days} days ago</source>
        <translation>hace {days} días</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{hours} h ago</source>
        <translation>hace {hours} h</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{minutes} min ago</source>
        <translation>hace {minutes} min</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>just now</source>
        <translation>ahora mismo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>, in part </source>
        <translation>, en parte </translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{number} more day</source>
        <translation>{number} día más</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{number} more days</source>
        <translation>{number} días más</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} chapter</source>
        <translation>{number} capítulo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} chapters</source>
        <translation>{number} capítulos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} word</source>
        <translation>{number} palabra</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} words</source>
        <translation>{number} palabras</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>{number} new file</source>
        <translation>{number} archivo nuevo</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>{number} new files</source>
        <translation>{number} archivos nuevos</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voice</source>
        <translation>{number} voz</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices</source>
        <translation>{number} voces</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} take</source>
        <translation>{number} toma</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} takes</source>
        <translation>{number} tomas</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{number} character</source>
        <translation>{number} carácter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{number} characters</source>
        <translation>{number} caracteres</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Afrikaans</source>
        <translation>Afrikáans</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Amharic</source>
        <translation>Amárico</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Aragonese</source>
        <translation>Aragonés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Arabic</source>
        <translation>Árabe</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pyash</source>
        <translation>Pyash</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Assamese</source>
        <translation>Asamés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Azerbaijani</source>
        <translation>Azerbaiyano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bashkir</source>
        <translation>Baskir</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Belarusian</source>
        <translation>Bielorruso</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bulgarian</source>
        <translation>Búlgaro</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bengali</source>
        <translation>Bengalí</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bishnupriya Manipuri</source>
        <translation>Bishnupriya manipuri</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bosnian</source>
        <translation>Bosnio</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan</source>
        <translation>Catalán</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (Valencian)</source>
        <translation>Catalán (valenciano)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (Balearic)</source>
        <translation>Catalán (balear)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (north-western)</source>
        <translation>Catalán (noroccidental)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Cherokee (Latin letters)</source>
        <translation>Cheroqui (letras latinas)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Mandarin)</source>
        <translation>Chino (mandarín)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Mandarin, in Pinyin)</source>
        <translation>Chino (mandarín, en pinyin)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Czech</source>
        <translation>Checo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chuvash</source>
        <translation>Chuvasio</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Welsh</source>
        <translation>Galés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Danish</source>
        <translation>Danés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>German</source>
        <translation>Alemán</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greek</source>
        <translation>Griego</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English</source>
        <translation>Inglés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Caribbean)</source>
        <translation>Inglés (Caribe)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (United Kingdom)</source>
        <translation>Inglés (Reino Unido)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Scotland)</source>
        <translation>Inglés (Escocia)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Lancaster)</source>
        <translation>Inglés (Lancaster)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (West Midlands)</source>
        <translation>Inglés (West Midlands)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Received Pronunciation)</source>
        <translation>Inglés (pronunciación recibida)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Shavian alphabet)</source>
        <translation>Inglés (alfabeto shaviano)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (United States)</source>
        <translation>Inglés (Estados Unidos)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (New York City)</source>
        <translation>Inglés (Nueva York)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Esperanto</source>
        <translation>Esperanto</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Spanish</source>
        <translation>Español</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Spanish (Latin America)</source>
        <translation>Español (Latinoamérica)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Estonian</source>
        <translation>Estonio</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Basque</source>
        <translation>Euskera</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Persian</source>
        <translation>Persa</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Persian (Latin letters)</source>
        <translation>Persa (letras latinas)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Finnish</source>
        <translation>Finés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French</source>
        <translation>Francés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French (Belgium)</source>
        <translation>Francés (Bélgica)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French (Switzerland)</source>
        <translation>Francés (Suiza)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Irish</source>
        <translation>Irlandés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Scottish Gaelic</source>
        <translation>Gaélico escocés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Guarani</source>
        <translation>Guaraní</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greek (ancient)</source>
        <translation>Griego (antiguo)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Gujarati</source>
        <translation>Guyaratí</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Hakka)</source>
        <translation>Chino (hakka)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hawaiian</source>
        <translation>Hawaiano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hebrew</source>
        <translation>Hebreo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hindi</source>
        <translation>Hindi</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Croatian</source>
        <translation>Croata</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Haitian Creole</source>
        <translation>Criollo haitiano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hungarian</source>
        <translation>Húngaro</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Armenian</source>
        <translation>Armenio</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Armenian (western)</source>
        <translation>Armenio (occidental)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Interlingua</source>
        <translation>Interlingua</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Indonesian</source>
        <translation>Indonesio</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Ido</source>
        <translation>Ido</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Icelandic</source>
        <translation>Islandés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Italian</source>
        <translation>Italiano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Japanese</source>
        <translation>Japonés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lojban</source>
        <translation>Lojban</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Georgian</source>
        <translation>Georgiano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kazakh</source>
        <translation>Kazajo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greenlandic</source>
        <translation>Groenlandés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Khmer</source>
        <translation>Jemer</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kannada</source>
        <translation>Canarés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Korean</source>
        <translation>Coreano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Konkani</source>
        <translation>Konkani</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kurdish</source>
        <translation>Kurdo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kyrgyz</source>
        <translation>Kirguís</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latin</source>
        <translation>Latín</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Luxembourgish</source>
        <translation>Luxemburgués</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lingua Franca Nova</source>
        <translation>Lingua Franca Nova</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lao</source>
        <translation>Lao</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lithuanian</source>
        <translation>Lituano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latgalian</source>
        <translation>Latgalio</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latvian</source>
        <translation>Letón</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Māori</source>
        <translation>Maorí</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Macedonian</source>
        <translation>Macedonio</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Malayalam</source>
        <translation>Malayalam</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Marathi</source>
        <translation>Maratí</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Malay</source>
        <translation>Malayo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Maltese</source>
        <translation>Maltés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Totontepec Mixe</source>
        <translation>Mixe de Totontepec</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Burmese</source>
        <translation>Birmano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Norwegian (Bokmål)</source>
        <translation>Noruego (bokmål)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nahuatl (classical)</source>
        <translation>Náhuatl (clásico)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nepali</source>
        <translation>Nepalí</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dutch</source>
        <translation>Neerlandés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Norwegian</source>
        <translation>Noruego</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nogai</source>
        <translation>Nogayo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Oromo</source>
        <translation>Oromo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Odia</source>
        <translation>Oriya</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Punjabi</source>
        <translation>Panyabí</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Papiamento</source>
        <translation>Papiamento</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Polish</source>
        <translation>Polaco</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Portuguese</source>
        <translation>Portugués</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Portuguese (Brazil)</source>
        <translation>Portugués (Brasil)</translation>
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
        <translation>Rumano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian</source>
        <translation>Ruso</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian (Latvia)</source>
        <translation>Ruso (Letonia)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian (classic)</source>
        <translation>Ruso (clásico)</translation>
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
        <translation>Cingalés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sindarin</source>
        <translation>Sindarin</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Slovak</source>
        <translation>Eslovaco</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Slovenian</source>
        <translation>Esloveno</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lule Sami</source>
        <translation>Sami de Lule</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Albanian</source>
        <translation>Albanés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Serbian</source>
        <translation>Serbio</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Swedish</source>
        <translation>Sueco</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Swahili</source>
        <translation>Suajili</translation>
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
        <translation>Tailandés</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tigrinya</source>
        <translation>Tigriña</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turkmen</source>
        <translation>Turcomano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tagalog</source>
        <translation>Tagalo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Klingon</source>
        <translation>Klingon</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Setswana</source>
        <translation>Setsuana</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turkish</source>
        <translation>Turco</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tatar</source>
        <translation>Tártaro</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Uyghur</source>
        <translation>Uigur</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Ukrainian</source>
        <translation>Ucraniano</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Urdu</source>
        <translation>Urdu</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Uzbek</source>
        <translation>Uzbeko</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese</source>
        <translation>Vietnamita</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese (central)</source>
        <translation>Vietnamita (central)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese (southern)</source>
        <translation>Vietnamita (meridional)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Cantonese)</source>
        <translation>Chino (cantonés)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Cantonese, in Jyutping)</source>
        <translation>Chino (cantonés, en jyutping)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese</source>
        <translation>Chino</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Hong Kong)</source>
        <translation>Chino (Hong Kong)</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>good</source>
        <translation>buena</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Good</source>
        <translation>Buena</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>fair</source>
        <translation>aceptable</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Fair</source>
        <translation>Aceptable</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>poor</source>
        <translation>mala</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Poor</source>
        <translation>Mala</translation>
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
        <translation>Duración</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Speech</source>
        <translation>Habla</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Level</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Clipping</source>
        <translation>Saturación</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Noise</source>
        <translation>Ruido</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Silence</source>
        <translation>Silencio</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pauses</source>
        <translation>Pausas</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hum</source>
        <translation>Zumbido</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Offset</source>
        <translation>Componente continua</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Reverberation</source>
        <translation>Reverberación</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bandwidth</source>
        <translation>Ancho de banda</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dropouts</source>
        <translation>Cortes</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Speakers</source>
        <translation>Hablantes</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Music</source>
        <translation>Música</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Whisper</source>
        <translation>Susurro</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Synthetic</source>
        <translation>Sintética</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>File size</source>
        <translation>Tamaño del archivo</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Channels</source>
        <translation>Canales</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>voices</source>
        <translation>voces</translation>
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
        <translation>Ninguno</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Natural and quick on any processor, with no account and few packages; five seconds of speech are enough. The first choice without a graphics card.</source>
        <translation>Natural y rápido en cualquier procesador, sin cuenta y con pocos paquetes; bastan cinco segundos de habla. La primera opción si no hay tarjeta gráfica.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share, also commercially, as long as the makers (Kyutai; the conversion is by KevinAHM) are named. Kyutai’s terms forbid cloning a voice without its owner’s explicit and lawful consent.</source>
        <translation>De uso y distribución libres, también comerciales, siempre que se nombre a los autores (Kyutai; la conversión es de KevinAHM). Las condiciones de Kyutai prohíben clonar una voz sin el consentimiento explícito y lícito de su titular.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The larger French model: natural, on any processor, slower than the other languages; no account needed.</source>
        <translation>El modelo francés más grande: natural, en cualquier procesador, más lento que los demás idiomas; no necesita cuenta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Natural and quick on any processor; five seconds of speech are enough. Its makers want an account.</source>
        <translation>Natural y rápido en cualquier procesador; bastan cinco segundos de habla. Sus autores exigen una cuenta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share, also commercially, as long as the makers (Kyutai) are named. To get it you agree not to clone or imitate anybody’s voice without their explicit and lawful consent.</source>
        <translation>De uso y distribución libres, también comerciales, siempre que se nombre a los autores (Kyutai). Para obtenerlo, usted acepta no clonar ni imitar la voz de nadie sin su consentimiento explícito y lícito.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The English model of January 2026, with its decoder in full precision: no account needed.</source>
        <translation>El modelo inglés de enero de 2026, con su decodificador en precisión completa: no necesita cuenta.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share as long as the makers (Kyutai) are named. But the README beside this conversion asks that it be used for non-commercial purposes only.</source>
        <translation>De uso y distribución libres siempre que se nombre a los autores (Kyutai). Sin embargo, el README que acompaña a esta conversión pide que se use solo con fines no comerciales.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The closest likeness of all (similarity 75.3, word error rate 1.84 % in its makers’ own English test), at 48 kHz; wants a graphics card with about 8 GB.</source>
        <translation>El mayor parecido de todos (similitud 75,3, tasa de error de palabras 1,84 % en la prueba en inglés de sus propios autores), a 48 kHz; requiere una tarjeta gráfica con unos 8 GB.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use, change and share, also commercially.</source>
        <translation>De uso, modificación y distribución libres, también comerciales.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Very clear speech in ten languages; slow without a graphics card.</source>
        <translation>Habla muy clara en diez idiomas; lento sin tarjeta gráfica.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The clearest speech of all (word error rate 1.23 %, similarity 71.7 in its makers’ own English test); wants a graphics card.</source>
        <translation>El habla más clara de todas (tasa de error de palabras 1,23 %, similitud 71,7 en la prueba en inglés de sus propios autores); requiere una tarjeta gráfica.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>A well-known voice in 17 languages; bettered by the newer ones. Not for commercial use.</source>
        <translation>Una voz muy conocida, en 17 idiomas; superada por modelos más nuevos. No para uso comercial.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Coqui Public Model License: only for non-commercial use, and so is all speech made with it.</source>
        <translation>Coqui Public Model License: solo para uso no comercial, y también todo lo que se diga con él.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; small. Not for commercial use.</source>
        <translation>Un motor antiguo y pequeño. No para uso comercial.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Only for non-commercial use, and not to be changed.</source>
        <translation>Solo para uso no comercial y sin modificaciones.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; expressive and very slow.</source>
        <translation>Un motor antiguo; expresivo y muy lento.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; lively, it laughs and sighs, and does not always keep to the text.</source>
        <translation>Un motor antiguo y vivaz: ríe y suspira, y no siempre se ciñe al texto.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bark itself is free to use, change and share, also commercially. The codec it works with (EnCodec by Meta) names no licence on its page, and some lists call it non-commercial: ask before you sell what it says.</source>
        <translation>Bark en sí se puede usar, modificar y distribuir libremente, también con fines comerciales. El códec con el que trabaja (EnCodec, de Meta) no indica ninguna licencia en su página, y algunas listas lo califican de no comercial: consulte antes de vender lo que diga.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice; best with minutes of the other voice.</source>
        <translation>Convierte el habla a otra voz sin cambiar lo que se dice; mejor con varios minutos de la otra voz.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice.</source>
        <translation>Convierte el habla a otra voz sin cambiar lo que se dice.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice; the smallest of the converters.</source>
        <translation>Convierte el habla a otra voz sin cambiar lo que se dice; el más pequeño de los conversores.</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>What the natural engine speaks with. It comes with the program; fetch it only if the program says that it is missing.</source>
        <translation>Lo que usa el motor natural para hablar. Viene con el programa; descárguelo solo si el programa indica que falta.</translation>
    </message>
</context>
</TS>
