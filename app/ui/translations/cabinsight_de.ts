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
