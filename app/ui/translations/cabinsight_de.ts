<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>Cabinsight</name>
    <message>
        <source>No alert</source>
        <translation>Keine Warnung</translation>
    </message>
    <message>
        <source>OK, seen</source>
        <translation>OK, gesehen</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Stumm aus</translation>
    </message>
    <message>
        <source>Mute
10 min</source>
        <translation>Stumm
10 min</translation>
    </message>
    <message>
        <source>for {}</source>
        <translation>seit {}</translation>
    </message>
    <message>
        <source>muted, {} left</source>
        <translation>stumm, noch {}</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>gesehen</translation>
    </message>
    <message>
        <source>{} of {} rules not observable</source>
        <translation>{} von {} Regeln nicht beobachtbar</translation>
    </message>
    <message>
        <source>The camera was moved: calibrate again; seat, wheel and posture are not right any more.</source>
        <translation>Die Kamera wurde bewegt: bitte neu kalibrieren; Sitz, Lenkrad und Haltung stimmen nicht mehr.</translation>
    </message>
    <message>
        <source>{}: monitoring is not possible.</source>
        <translation>{}: Überwachung ist nicht möglich.</translation>
    </message>
    <message>
        <source>Events are not logged: {}</source>
        <translation>Ereignisse werden nicht aufgezeichnet: {}</translation>
    </message>
    <message>
        <source>Recording stopped: {}</source>
        <translation>Aufnahme beendet: {}</translation>
    </message>
    <message>
        <source>Nobody seen</source>
        <translation>Niemand zu sehen</translation>
    </message>
    <message>
        <source>R</source>
        <translation>R</translation>
    </message>
    <message>
        <source>L</source>
        <translation>L</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>No hand was seen on the wheel. Drag this shape onto it; else hands off the wheel can&apos;t be told.</source>
        <translation>Keine Hand war am Lenkrad zu sehen. Ziehen Sie diese Form darauf; sonst fällt nicht auf, wenn die Hände fehlen.</translation>
    </message>
    <message>
        <source>Drag the corners where seat or wheel lie otherwise, then save.</source>
        <translation>Ziehen Sie die Ecken dahin, wo Sitz oder Lenkrad wirklich sind, dann speichern.</translation>
    </message>
    <message>
        <source>Seat</source>
        <translation>Sitz</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Lenkrad</translation>
    </message>
    <message>
        <source>Left-hand drive</source>
        <translation>Linkslenker</translation>
    </message>
    <message>
        <source>Right-hand drive</source>
        <translation>Rechtslenker</translation>
    </message>
    <message>
        <source>Sit as you usually drive, hands on the wheel. Corners can be dragged meanwhile.</source>
        <translation>Sitzen Sie wie sonst beim Fahren, Hände am Lenkrad. Ecken können schon gezogen werden.</translation>
    </message>
    <message>
        <source>Waiting for the driver to sit steadily with both shoulders in view.</source>
        <translation>Warten, bis Sie ruhig sitzen und beide Schultern zu sehen sind.</translation>
    </message>
    <message>
        <source>Saved: {}</source>
        <translation>Gespeichert: {}</translation>
    </message>
    <message>
        <source>Not saved: {}</source>
        <translation>Nicht gespeichert: {}</translation>
    </message>
    <message>
        <source>Cabinsight: calibration</source>
        <translation>Cabinsight: Kalibrierung</translation>
    </message>
    <message>
        <source>The pictures have ended before the driver sat steadily for long enough.</source>
        <translation>Die Bilder waren zu Ende, bevor lange genug ruhig gesessen wurde.</translation>
    </message>
    <message>
        <source>Mirrored: left and right change places</source>
        <translation>Gespiegelt: links und rechts vertauscht</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Look for cameras again</source>
        <translation>Kameras neu suchen</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Turned</source>
        <translation>Gedreht</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Pictures a second</source>
        <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>The first one</source>
        <translation>Die erste</translation>
    </message>
    <message>
        <source>Keep this drive: never delete it</source>
        <translation>Diese Fahrt behalten: nie löschen</translation>
    </message>
    <message>
        <source>Look at drives at the desk: cabinsight drives list, cabinsight review.</source>
        <translation>Fahrten am Schreibtisch ansehen: cabinsight drives list, cabinsight review.</translation>
    </message>
    <message>
        <source>This drive</source>
        <translation>Diese Fahrt</translation>
    </message>
    <message>
        <source>Events: {}</source>
        <translation>Ereignisse: {}</translation>
    </message>
    <message>
        <source>{:.0f} GB left on the disk</source>
        <translation>Noch {:.0f} GB Platz</translation>
    </message>
    <message>
        <source>not logged</source>
        <translation>ungesichert</translation>
    </message>
    <message>
        <source>ongoing</source>
        <translation>dauert an</translation>
    </message>
    <message>
        <source>No events so far</source>
        <translation>Noch keine Ereignisse</translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation>Körperpunkte</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Another drive begins …</source>
        <translation>Eine neue Fahrt beginnt …</translation>
    </message>
    <message>
        <source>Not kept: {}</source>
        <translation>Nicht gespeichert: {}</translation>
    </message>
    <message>
        <source>The source has ended.</source>
        <translation>Die Quelle ist zu Ende.</translation>
    </message>
    <message>
        <source>No new picture for {}.</source>
        <translation>Seit {} kein neues Bild.</translation>
    </message>
    <message>
        <source>Waiting for the first picture</source>
        <translation>Warten auf das erste Bild</translation>
    </message>
    <message>
        <source>{} · hatched: not observable</source>
        <translation>{} · schraffiert: nicht beobachtbar</translation>
    </message>
    <message>
        <source>The measure before</source>
        <translation>Die vorige Größe</translation>
    </message>
    <message>
        <source>The next measure</source>
        <translation>Die nächste Größe</translation>
    </message>
    <message>
        <source>{:.0f} of {:.0f} s of steady sitting</source>
        <translation>{:.0f} von {:.0f} s ruhig gesessen</translation>
    </message>
    <message>
        <source>Learnt from {:.0f} s of steady sitting</source>
        <translation>Gelernt aus {:.0f} s ruhigen Sitzens</translation>
    </message>
    <message>
        <source>Day, night</source>
        <translation>Tag, Nacht</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>Fahrer</translation>
    </message>
    <message>
        <source>Cabin</source>
        <translation>Kabine</translation>
    </message>
    <message>
        <source>Drives</source>
        <translation>Fahrten</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>Aufnahme beenden</translation>
    </message>
    <message>
        <source>Record pictures</source>
        <translation>Bilder aufnehmen</translation>
    </message>
    <message>
        <source>off: events and measures are kept, no pictures</source>
        <translation>aus: Ereignisse und Messwerte bleiben, keine Bilder</translation>
    </message>
    <message>
        <source>{:.0f} MB, {} frames lost</source>
        <translation>{:.0f} MB, {} Bilder verloren</translation>
    </message>
    <message>
        <source>Write the report</source>
        <translation>Bericht schreiben</translation>
    </message>
    <message>
        <source>HTML pages (*.html)</source>
        <translation>HTML-Seiten (*.html)</translation>
    </message>
    <message>
        <source>Other rules</source>
        <translation>Andere Regeln</translation>
    </message>
    <message>
        <source>Rules (*.toml)</source>
        <translation>Regeln (*.toml)</translation>
    </message>
    <message>
        <source>What other rules find…</source>
        <translation>Was andere Regeln finden…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>What the rules said…</source>
        <translation>Was die Regeln sagten…</translation>
    </message>
    <message>
        <source>Report written to {}</source>
        <translation>Bericht geschrieben: {}</translation>
    </message>
    <message>
        <source>{}: {} the same, {} changed, {} only then, {} only now</source>
        <translation>{}: {} gleich, {} geändert, {} nur damals, {} nur jetzt</translation>
    </message>
    <message>
        <source>Figures of the rules</source>
        <translation>Zahlen der Regeln</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>True</source>
        <translation>Richtig</translation>
    </message>
    <message>
        <source>False</source>
        <translation>Falsch</translation>
    </message>
    <message>
        <source>Unclear</source>
        <translation>Unklar</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>False / h</source>
        <translation>Falsche / h</translation>
    </message>
    <message>
        <source>{} of {} drives are reviewed, {:.1f} hours. Unclear events count for neither.</source>
        <translation>{} von {} Fahrten sind geprüft, {:.1f} Stunden. Unklare Ereignisse zählen nicht.</translation>
    </message>
    <message>
        <source>enter</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>exit</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Events and marks</source>
        <translation>Ereignisse und Marken</translation>
    </message>
    <message>
        <source>No events in this drive</source>
        <translation>Keine Ereignisse in dieser Fahrt</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Mark (M)</source>
        <translation>Marke (M)</translation>
    </message>
    <message>
        <source>Mark this moment</source>
        <translation>Diesen Augenblick merken</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Take the last word back (Ctrl+Z)</source>
        <translation>Letztes Urteil zurücknehmen (Strg+Z)</translation>
    </message>
    <message>
        <source>Reviewed (R)</source>
        <translation>Geprüft (R)</translation>
    </message>
    <message>
        <source>The drive is reviewed</source>
        <translation>Die Fahrt ist geprüft</translation>
    </message>
    <message>
        <source>Tag (T)</source>
        <translation>Stichwort (T)</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Stichwort</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Play, pause</source>
        <translation>Abspielen, Pause</translation>
    </message>
    <message>
        <source>One picture back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>One picture on</source>
        <translation>Ein Bild weiter</translation>
    </message>
    <message>
        <source>10 s back</source>
        <translation>10 s zurück</translation>
    </message>
    <message>
        <source>10 s on</source>
        <translation>10 s weiter</translation>
    </message>
    <message>
        <source>Play backwards, again: faster</source>
        <translation>Rückwärts, nochmals: schneller</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play, again: faster</source>
        <translation>Abspielen, nochmals: schneller</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Langsamer</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>Schneller</translation>
    </message>
    <message>
        <source>Next event</source>
        <translation>Nächstes Ereignis</translation>
    </message>
    <message>
        <source>Previous event</source>
        <translation>Voriges Ereignis</translation>
    </message>
    <message>
        <source>Next notice</source>
        <translation>Nächster Hinweis</translation>
    </message>
    <message>
        <source>Next warning</source>
        <translation>Nächste Warnung</translation>
    </message>
    <message>
        <source>Next alarm</source>
        <translation>Nächster Alarm</translation>
    </message>
    <message>
        <source>The event is true</source>
        <translation>Das Ereignis ist richtig</translation>
    </message>
    <message>
        <source>The event is false</source>
        <translation>Das Ereignis ist falsch</translation>
    </message>
    <message>
        <source>The event is unclear</source>
        <translation>Das Ereignis ist unklar</translation>
    </message>
    <message>
        <source>Tag the event, or this moment</source>
        <translation>Stichwort für Ereignis oder Augenblick</translation>
    </message>
    <message>
        <source>Take the chosen mark away</source>
        <translation>Gewählte Marke entfernen</translation>
    </message>
    <message>
        <source>Take the last word back</source>
        <translation>Letztes Urteil zurücknehmen</translation>
    </message>
    <message>
        <source>Begin of the loop</source>
        <translation>Anfang der Schleife</translation>
    </message>
    <message>
        <source>End of the loop</source>
        <translation>Ende der Schleife</translation>
    </message>
    <message>
        <source>Go to a time</source>
        <translation>Zu einer Zeit springen</translation>
    </message>
    <message>
        <source>Look at the next keypoint</source>
        <translation>Nächsten Körperpunkt ansehen</translation>
    </message>
    <message>
        <source>Look at the one before</source>
        <translation>Vorigen Körperpunkt ansehen</translation>
    </message>
    <message>
        <source>Plot the next rule&apos;s measure</source>
        <translation>Messwert der nächsten Regel zeichnen</translation>
    </message>
    <message>
        <source>See the whole drive</source>
        <translation>Die ganze Fahrt sehen</translation>
    </message>
    <message>
        <source>These keys</source>
        <translation>Diese Tasten</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>läuft noch</translation>
    </message>
    <message>
        <source>ended unexpectedly</source>
        <translation>endete unerwartet</translation>
    </message>
    <message>
        <source>protected</source>
        <translation>geschützt</translation>
    </message>
    <message>
        <source>judgements damaged</source>
        <translation>Urteile beschädigt</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>Fahrt</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Observable</source>
        <translation>Beobachtbar</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{} von {}</translation>
    </message>
    <message>
        <source>with pictures</source>
        <translation>mit Bildern</translation>
    </message>
    <message>
        <source>no pictures</source>
        <translation>ohne Bilder</translation>
    </message>
    <message>
        <source>Looking for drives …</source>
        <translation>Fahrten werden gesucht …</translation>
    </message>
    <message>
        <source>Search: hand, alarm, open, a tag … (Ctrl+F)</source>
        <translation>Suchen: Hand, Alarm, offen, ein Stichwort … (Strg+F)</translation>
    </message>
    <message>
        <source>Search drives</source>
        <translation>Fahrten suchen</translation>
    </message>
    <message>
        <source>Open (Enter)</source>
        <translation>Öffnen (Eingabe)</translation>
    </message>
    <message>
        <source>Figures (Ctrl+I)</source>
        <translation>Zahlen (Strg+I)</translation>
    </message>
    <message>
        <source>Precision and false alarms</source>
        <translation>Genauigkeit und Fehlalarme</translation>
    </message>
    <message>
        <source>How the rules did in reviewed drives</source>
        <translation>Wie die Regeln in geprüften Fahrten waren</translation>
    </message>
    <message>
        <source>No drives in {}. `cabinsight monitor --record` makes some; name another folder with --drives.</source>
        <translation>Keine Fahrten in {}. `cabinsight monitor --record` zeichnet welche auf; --drives nennt einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{} of {} drives · {:.1f} h · {} events · {} reviewed</source>
        <translation>{} von {} Fahrten · {:.1f} h · {} Ereignisse · {} geprüft</translation>
    </message>
    <message>
        <source>Judgements cannot be kept here.</source>
        <translation>Urteile können hier nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>Choose an event first: N, or touch one.</source>
        <translation>Erst ein Ereignis wählen: N, oder eines antippen.</translation>
    </message>
    <message>
        <source>event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>No further {} from here.</source>
        <translation>Von hier an kommt nichts dieser Art mehr ({}).</translation>
    </message>
    <message>
        <source>{}  (shaded: event, hatched: not observable; the rule&apos;s levels dashed and dotted)</source>
        <translation>{}  (getönt: Ereignis, schraffiert: nicht beobachtbar; Schwellen der Regel gestrichelt und gepunktet)</translation>
    </message>
    <message>
        <source>Time (higher bar: more severe, hatched: not observable, grey strip: pictures)</source>
        <translation>Zeit (höherer Balken: schwerer, schraffiert: nicht beobachtbar, grauer Streifen: Bilder)</translation>
    </message>
    <message>
        <source>Drives (Esc)</source>
        <translation>Fahrten (Esc)</translation>
    </message>
    <message>
        <source>Compare with rules…</source>
        <translation>Mit Regeln vergleichen…</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>Bericht…</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>{}  (solid: visible, dashed: occluded, dotted: absent; probabilities)</source>
        <translation>{}  (durchgezogen: sichtbar, gestrichelt: verdeckt, gepunktet: fehlt; Wahrscheinlichkeiten)</translation>
    </message>
    <message>
        <source>Events and marks · {} of {} judged</source>
        <translation>Ereignisse und Marken · {} von {} beurteilt</translation>
    </message>
    <message>
        <source>Dashed in the timeline: {}</source>
        <translation>Gestrichelt in der Zeitleiste: {}</translation>
    </message>
    <message>
        <source>No picture was recorded</source>
        <translation>Kein Bild wurde aufgezeichnet</translation>
    </message>
    <message>
        <source>This picture was not analysed: the network had no time for it</source>
        <translation>Dieses Bild wurde nicht untersucht: das Netz hatte keine Zeit</translation>
    </message>
    <message>
        <source>No picture: {}</source>
        <translation>Kein Bild: {}</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>Nicht beurteilt</translation>
    </message>
    <message>
        <source>Nose</source>
        <translation>Nase</translation>
    </message>
    <message>
        <source>Left eye</source>
        <translation>Linkes Auge</translation>
    </message>
    <message>
        <source>Right eye</source>
        <translation>Rechtes Auge</translation>
    </message>
    <message>
        <source>Left ear</source>
        <translation>Linkes Ohr</translation>
    </message>
    <message>
        <source>Right ear</source>
        <translation>Rechtes Ohr</translation>
    </message>
    <message>
        <source>Left shoulder</source>
        <translation>Linke Schulter</translation>
    </message>
    <message>
        <source>Right shoulder</source>
        <translation>Rechte Schulter</translation>
    </message>
    <message>
        <source>Left elbow</source>
        <translation>Linker Ellbogen</translation>
    </message>
    <message>
        <source>Right elbow</source>
        <translation>Rechter Ellbogen</translation>
    </message>
    <message>
        <source>Left wrist</source>
        <translation>Linkes Handgelenk</translation>
    </message>
    <message>
        <source>Right wrist</source>
        <translation>Rechtes Handgelenk</translation>
    </message>
    <message>
        <source>Left hip</source>
        <translation>Linke Hüfte</translation>
    </message>
    <message>
        <source>Right hip</source>
        <translation>Rechte Hüfte</translation>
    </message>
    <message>
        <source>Left knee</source>
        <translation>Linkes Knie</translation>
    </message>
    <message>
        <source>Right knee</source>
        <translation>Rechtes Knie</translation>
    </message>
    <message>
        <source>Left ankle</source>
        <translation>Linker Knöchel</translation>
    </message>
    <message>
        <source>Right ankle</source>
        <translation>Rechter Knöchel</translation>
    </message>
    <message>
        <source>This drive ended unexpectedly, or still goes on.</source>
        <translation>Diese Fahrt endete unerwartet oder läuft noch.</translation>
    </message>
    <message>
        <source>Nothing was observed in this drive.</source>
        <translation>In dieser Fahrt wurde nichts beobachtet.</translation>
    </message>
    <message>
        <source>No pictures were recorded: skeletons, measures and events only.</source>
        <translation>Keine Bilder aufgezeichnet: nur Skelette, Messwerte und Ereignisse.</translation>
    </message>
    <message>
        <source>Some events lie outside of what was observed.</source>
        <translation>Einige Ereignisse liegen außerhalb des Beobachteten.</translation>
    </message>
    <message>
        <source>The clock was set by {:+.0f} s during the drive: times of day before are wrong.</source>
        <translation>Die Uhr wurde während der Fahrt um {:+.0f} s gestellt: frühere Uhrzeiten sind falsch.</translation>
    </message>
    <message>
        <source>{} of {} video files are missing.</source>
        <translation>{} von {} Videodateien fehlen.</translation>
    </message>
    <message>
        <source>{} of the drive have no pictures.</source>
        <translation>{} der Fahrt sind ohne Bilder.</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Slower (-)</source>
        <translation>Langsamer (-)</translation>
    </message>
    <message>
        <source>Faster (+)</source>
        <translation>Schneller (+)</translation>
    </message>
    <message>
        <source>Go to (G)</source>
        <translation>Springen (G)</translation>
    </message>
    <message>
        <source>Go to a time, such as 1:02:03</source>
        <translation>Zu einer Zeit springen, etwa 1:02:03</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no time; such as 1:02:03 or 2:03.4</source>
        <translation>&apos;{}&apos; ist keine Zeit; etwa 1:02:03 oder 2:03.4</translation>
    </message>
    <message>
        <source>Cabinsight: drives</source>
        <translation>Cabinsight: Fahrten</translation>
    </message>
    <message>
        <source>Cabinsight: {}</source>
        <translation>Cabinsight: {}</translation>
    </message>
    <message>
        <source>A tone with every alert</source>
        <translation>Ein Ton bei jeder Warnung</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Ganzer Bildschirm</translation>
    </message>
    <message>
        <source>Record from the start of every drive</source>
        <translation>Jede Fahrt von Anfang an aufnehmen</translation>
    </message>
    <message>
        <source>Blur faces in recordings (begins another drive)</source>
        <translation>Gesichter in Aufnahmen unkenntlich (beginnt eine neue Fahrt)</translation>
    </message>
    <message>
        <source>Close Cabinsight</source>
        <translation>Cabinsight beenden</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Room for drives</source>
        <translation>Platz für Fahrten</translation>
    </message>
    <message>
        <source>Keep drives</source>
        <translation>Aufbewahren</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Night</source>
        <translation>Nacht</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>By the hour</source>
        <translation>Nach Uhrzeit</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <translation>System</translation>
    </message>
    <message>
        <source>{:g} days</source>
        <translation>{:g} Tage</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Inference</source>
        <translation>Auswertung</translation>
    </message>
    <message>
        <source>Frame age p50, p95</source>
        <translation>Bildalter p50, p95</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Recording, disk left</source>
        <translation>Aufnahme, Platz</translation>
    </message>
    <message>
        <source>Event log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>, {:.0f} GB</source>
        <translation>, {:.0f} GB</translation>
    </message>
    <message>
        <source>{:.1f} fps</source>
        <translation>{:.1f} fps</translation>
    </message>
    <message>
        <source>{:.0f}, {:.0f} ms</source>
        <translation>{:.0f}, {:.0f} ms</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>turned on among the drives</source>
        <translation>wird bei den Fahrten eingeschaltet</translation>
    </message>
    <message>
        <source>off, {:.0f} GB</source>
        <translation>aus, {:.0f} GB</translation>
    </message>
    <message>
        <source>{:.1f} ms a frame</source>
        <translation>{:.1f} ms je Bild</translation>
    </message>
    <message>
        <source>{} of {} frames</source>
        <translation>{} von {} Bildern</translation>
    </message>
    <message>
        <source>{}: less</source>
        <translation>{}: weniger</translation>
    </message>
    <message>
        <source>{}: more</source>
        <translation>{}: mehr</translation>
    </message>
    <message>
        <source>Driver absent</source>
        <translation>Fahrer fehlt</translation>
    </message>
    <message>
        <source>Head turned</source>
        <translation>Kopf gedreht</translation>
    </message>
    <message>
        <source>Head down</source>
        <translation>Kopf gesenkt</translation>
    </message>
    <message>
        <source>Leaning</source>
        <translation>Zur Seite geneigt</translation>
    </message>
    <message>
        <source>Turned, reaching</source>
        <translation>Umgedreht, greift</translation>
    </message>
    <message>
        <source>Hand at head</source>
        <translation>Hand am Kopf</translation>
    </message>
    <message>
        <source>Hands off wheel zone</source>
        <translation>Hände vom Lenkrad</translation>
    </message>
    <message>
        <source>Slumped</source>
        <translation>Zusammengesunken</translation>
    </message>
    <message>
        <source>Not monitoring</source>
        <translation>Keine Überwachung</translation>
    </message>
    <message>
        <source>Driver absent, 1 = yes</source>
        <translation>Fahrer fehlt, 1 = ja</translation>
    </message>
    <message>
        <source>Head turned, degrees</source>
        <translation>Kopf gedreht, Grad</translation>
    </message>
    <message>
        <source>Head down, shoulder widths</source>
        <translation>Kopf gesenkt, Schulterbreiten</translation>
    </message>
    <message>
        <source>Leaning, shoulder widths</source>
        <translation>Zur Seite geneigt, Schulterbreiten</translation>
    </message>
    <message>
        <source>Turned round or reaching, shoulder widths</source>
        <translation>Umgedreht oder greifend, Schulterbreiten</translation>
    </message>
    <message>
        <source>Hand near head, 1 = touching</source>
        <translation>Hand am Kopf, 1 = berührt</translation>
    </message>
    <message>
        <source>Hands off wheel zone, shoulder widths</source>
        <translation>Hände vom Lenkrad, Schulterbreiten</translation>
    </message>
    <message>
        <source>Slumped, shoulder widths</source>
        <translation>Zusammengesunken, Schulterbreiten</translation>
    </message>
    <message>
        <source>Unseen of what rules need, 1 = all</source>
        <translation>Nicht gesehen, obwohl nötig, 1 = alles</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>Not observable</source>
        <translation>Nicht beobachtbar</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Ruht</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>In Ordnung</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Visible</source>
        <translation>Sichtbar</translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation>Verdeckt</translation>
    </message>
    <message>
        <source>Absent</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>The camera sends no pictures</source>
        <translation>Die Kamera sendet keine Bilder</translation>
    </message>
    <message>
        <source>The camera&apos;s picture stands still</source>
        <translation>Das Bild der Kamera steht still</translation>
    </message>
    <message>
        <source>The camera sees nothing: it is dark</source>
        <translation>Die Kamera sieht nichts: es ist dunkel</translation>
    </message>
    <message>
        <source>Something covers the camera</source>
        <translation>Etwas verdeckt die Kamera</translation>
    </message>
    <message>
        <source>{} h {:02d} min</source>
        <translation>{} h {:02d} min</translation>
    </message>
    <message>
        <source>{} · any speed</source>
        <translation>{} · jedes Tempo</translation>
    </message>
    <message>
        <source>{} s</source>
        <translation>{} s</translation>
    </message>
    <message>
        <source>{} min {:02d} s</source>
        <translation>{} min {:02d} s</translation>
    </message>
</context>
</TS>
