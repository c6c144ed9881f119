<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
    <context>
    <name>AboutDialog</name>
    <message>
        <source>About videorec</source>
        <translation>Über videorec</translation>
    </message>
    <message>
        <source>Open-set face recognition in video, with one image per person. Everything stays on this computer: no picture and no name leaves it.</source>
        <translation>Gesichter in Videos erkennen, mit einem Bild pro Person; wer nicht bekannt ist, bleibt unbekannt. Alles bleibt auf diesem Rechner: Kein Bild und kein Name verlässt ihn.</translation>
    </message>
    <message>
        <source>Model: {model}
Trained on: {data}
Terms: {terms}
Device: {device}</source>
        <translation>Modell: {model}
Trainiert mit: {data}
Bedingungen: {terms}
Gerät: {device}</translation>
    </message>
    <message>
        <source>Licence: MIT. Made with Qt {qt}, PyQt {pyqt} (GPL), PyTorch, FAISS and FFmpeg.</source>
        <translation>Lizenz: MIT. Gebaut mit Qt {qt}, PyQt {pyqt} (GPL), PyTorch, FAISS und FFmpeg.</translation>
    </message>
</context><context>
    <name>Actions</name>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Open &amp;stream…</source>
        <translation>&amp;Stream öffnen…</translation>
    </message>
    <message>
        <source>Open ca&amp;mera…</source>
        <translation>Ka&amp;mera öffnen…</translation>
    </message>
    <message>
        <source>Open another &amp;gallery…</source>
        <translation>Andere &amp;Galerie öffnen…</translation>
    </message>
    <message>
        <source>Export g&amp;allery…</source>
        <translation>G&amp;alerie exportieren…</translation>
    </message>
    <message>
        <source>&amp;Import gallery…</source>
        <translation>Galerie &amp;importieren…</translation>
    </message>
    <message>
        <source>&amp;Close video</source>
        <translation>Video s&amp;chließen</translation>
    </message>
    <message>
        <source>Save this &amp;picture…</source>
        <translation>Dieses &amp;Bild speichern…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Paste picture of a person</source>
        <translation>Bild einer Person &amp;einfügen</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>Ein&amp;stellungen…</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>One picture on</source>
        <translation>Ein Bild vor</translation>
    </message>
    <message>
        <source>One picture back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>5 seconds on</source>
        <translation>5 Sekunden vor</translation>
    </message>
    <message>
        <source>5 seconds back</source>
        <translation>5 Sekunden zurück</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <source>Next appearance</source>
        <translation>Nächster Auftritt</translation>
    </message>
    <message>
        <source>Previous appearance</source>
        <translation>Voriger Auftritt</translation>
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
        <source>Loop</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation>In Fenster einpassen</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>Originalgröße</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Figures over the picture</source>
        <translation>Messwerte über dem Bild</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>&amp;About videorec</source>
        <translation>Ü&amp;ber videorec</translation>
    </message>
    <message>
        <source>Open &amp;log</source>
        <translation>&amp;Protokoll öffnen</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
</context><context>
    <name>AddressForm</name>
    <message>
        <source>Address of a stream</source>
        <translation>Adresse eines Streams</translation>
    </message>
    <message>
        <source>Open stream</source>
        <translation>Stream öffnen</translation>
    </message>
    <message>
        <source>An address begins with rtsp://, https:// or the like, such as {example}</source>
        <translation>Eine Adresse beginnt mit rtsp://, https:// oder Ähnlichem, zum Beispiel {example}</translation>
    </message>
    <message>
        <source>The address names no computer that could be asked: {address}</source>
        <translation>Die Adresse nennt keinen Rechner, den man fragen könnte: {address}</translation>
    </message>
</context><context>
    <name>Application</name>
    <message>
        <source>Your settings could not be read</source>
        <translation>Ihre Einstellungen konnten nicht gelesen werden</translation>
    </message>
</context><context>
    <name>Controller</name>
    <message>
        <source>opening the source</source>
        <translation>Quelle wird geöffnet</translation>
    </message>
    <message>
        <source>loading the networks</source>
        <translation>Netze werden geladen</translation>
    </message>
    <message>
        <source>Without a gallery, nobody is kept.</source>
        <translation>Ohne Galerie wird niemand gespeichert.</translation>
    </message>
    <message>
        <source>Embedding stored faces for this model</source>
        <translation>Gespeicherte Gesichter werden für dieses Modell neu eingebettet</translation>
    </message>
    <message>
        <source>{name} was enrolled, but {reasons}.</source>
        <translation>{name} wurde aufgenommen, aber: {reasons}.</translation>
    </message>
    <message>
        <source>Too little data: nobody was seen yet who could be compared with the gallery.</source>
        <translation>Zu wenig Daten: Noch war niemand zu sehen, der sich mit der Galerie vergleichen ließe.</translation>
    </message>
    <message>
        <source>The threshold is {threshold}: none of the {count} faces seen here reaches it, and about one of {next} such strangers may still get a name.</source>
        <translation>Die Schwelle ist {threshold}: Keines der {count} hier gesehenen Gesichter erreicht sie, und etwa einer von {next} solchen Fremden könnte noch einen Namen bekommen.</translation>
    </message>
    <message>
        <source>That is too little data to lower it below the model's {model}; let at least {enough} faces be seen.</source>
        <translation>Das sind zu wenige Daten, um unter die {model} des Modells zu gehen; lassen Sie mindestens {enough} Gesichter zu sehen sein.</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>{path} gespeichert</translation>
    </message>
    <message>
        <source>Recording of {name}</source>
        <translation>Aufnahme von {name}</translation>
    </message>
    <message>
        <source>Export of {name}</source>
        <translation>Export von {name}</translation>
    </message>
    <message>
        <source>Exported the gallery to {path}</source>
        <translation>Galerie exportiert: {path}</translation>
    </message>
    <message>
        <source>Export of the gallery</source>
        <translation>Export der Galerie</translation>
    </message>
    <message>
        <source>Importing {name}…</source>
        <translation>{name} wird importiert…</translation>
    </message>
</context><context>
    <name>Dialogs</name>
    <message>
        <source>Videos and pictures ({patterns})</source>
        <translation>Videos und Bilder ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open a video or picture</source>
        <translation>Video oder Bild öffnen</translation>
    </message>
    <message>
        <source>Save this picture</source>
        <translation>Dieses Bild speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg)</source>
        <translation>Bilder (*.png *.jpg)</translation>
    </message>
    <message>
        <source>The settings could not be saved</source>
        <translation>Die Einstellungen konnten nicht gespeichert werden</translation>
    </message>
    <message>
        <source>The language changes when videorec is started again.</source>
        <translation>Die Sprache wechselt beim nächsten Start von videorec.</translation>
    </message>
</context><context>
    <name>Duration</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
</context><context>
    <name>Engine</name>
    <message>
        <source>the face is too small: {found} pixels from eyes to mouth, at least {least} are needed</source>
        <translation>Das Gesicht ist zu klein: {found} Pixel von den Augen zum Mund, nötig sind mindestens {least}</translation>
    </message>
    <message>
        <source>the face is too blurred: sharpness {found}, at least {least} is needed</source>
        <translation>Das Gesicht ist zu unscharf: Schärfe {found}, nötig ist mindestens {least}</translation>
    </message>
    <message>
        <source>the face is turned too far to the side: about {found} degrees, at most {most} are allowed</source>
        <translation>Das Gesicht ist zu weit zur Seite gedreht: etwa {found} Grad, erlaubt sind höchstens {most}</translation>
    </message>
    <message>
        <source>the face is turned too far up: about {found} degrees, at most {most} are allowed</source>
        <translation>Das Gesicht ist zu weit nach oben gedreht: etwa {found} Grad, erlaubt sind höchstens {most}</translation>
    </message>
    <message>
        <source>the face is turned too far down: about {found} degrees, at most {most} are allowed</source>
        <translation>Das Gesicht ist zu weit nach unten gedreht: etwa {found} Grad, erlaubt sind höchstens {most}</translation>
    </message>
    <message>
        <source>the face has too little contrast: {found} grey levels, at least {least} are needed</source>
        <translation>Das Gesicht hat zu wenig Kontrast: {found} Graustufen, nötig sind mindestens {least}</translation>
    </message>
    <message>
        <source>the face is cut off by the edge of the picture: {found} % of it can be seen, at least {least} % are needed</source>
        <translation>Das Gesicht ist vom Bildrand abgeschnitten: {found} % davon sind zu sehen, nötig sind mindestens {least} %</translation>
    </message>
    <message>
        <source>no face was found; use a picture in which the face is seen from the front and is at least 60 pixels high</source>
        <translation>Kein Gesicht gefunden; nehmen Sie ein Bild, in dem das Gesicht von vorn zu sehen und mindestens 60 Pixel hoch ist</translation>
    </message>
    <message>
        <source>{count} faces were found; cut the picture to one person, or use --force to take the largest</source>
        <translation>{count} Gesichter gefunden; schneiden Sie das Bild auf eine Person zu, oder nehmen Sie mit --force das größte</translation>
    </message>
    <message>
        <source>{reason}; use a better picture, or --force to take this one</source>
        <translation>{reason}; nehmen Sie ein besseres Bild, oder mit --force dieses</translation>
    </message>
    <message>
        <source>{reason}; use a better picture</source>
        <translation>{reason}; nehmen Sie ein besseres Bild</translation>
    </message>
    <message>
        <source>nobody could be enrolled; {reason}</source>
        <translation>Niemand konnte aufgenommen werden; {reason}</translation>
    </message>
    <message>
        <source>this face is enrolled as {name} already; rename or merge that person, or remove the image there</source>
        <translation>Dieses Gesicht gehört schon zu {name}; benennen Sie diese Person um, führen Sie beide zusammen, oder entfernen Sie das Bild dort</translation>
    </message>
    <message>
        <source>this face was not yet seen well enough to be told; try another moment</source>
        <translation>Dieses Gesicht war noch nicht gut genug zu sehen; versuchen Sie es an einer anderen Stelle</translation>
    </message>
    <message>
        <source>this face was not yet seen well enough to be told from others</source>
        <translation>Dieses Gesicht war noch nicht gut genug zu sehen, um es von anderen zu unterscheiden</translation>
    </message>
    <message>
        <source>this group has changed meanwhile; choose it again</source>
        <translation>Diese Gruppe hat sich inzwischen geändert; wählen Sie sie noch einmal</translation>
    </message>
    <message>
        <source>cannot give a person its name: {reason}</source>
        <translation>kann einer Person keinen Namen geben: {reason}</translation>
    </message>
    <message>
        <source>a name must not be empty; give at least one visible character</source>
        <translation>Ein Name darf nicht leer sein; geben Sie mindestens ein sichtbares Zeichen ein</translation>
    </message>
    <message>
        <source>the name {start}... has {count} characters; at most {most} are allowed</source>
        <translation>Der Name {start}... hat {count} Zeichen; erlaubt sind höchstens {most}</translation>
    </message>
    <message>
        <source>the name {name} holds control characters; leave them out</source>
        <translation>Der Name {name} enthält Steuerzeichen; lassen Sie sie weg</translation>
    </message>
    <message>
        <source>{name} is somebody already; merge {other} into that person, or choose another name</source>
        <translation>{name} gibt es schon; führen Sie {other} mit dieser Person zusammen, oder wählen Sie einen anderen Namen</translation>
    </message>
    <message>
        <source>a person cannot be merged with itself; give two people</source>
        <translation>Eine Person kann nicht mit sich selbst zusammengeführt werden; wählen Sie zwei Personen</translation>
    </message>
    <message>
        <source>{name} was added meanwhile, so the one who was removed cannot come back; rename that person first</source>
        <translation>{name} wurde inzwischen aufgenommen, darum kann die entfernte Person nicht zurückkommen; benennen Sie erst die andere um</translation>
    </message>
    <message>
        <source>nobody has the number {number}; see the list of people</source>
        <translation>Niemand hat die Nummer {number}; sehen Sie in der Liste der Personen nach</translation>
    </message>
    <message>
        <source>there is no image number {number}; it may have been removed</source>
        <translation>Es gibt kein Bild mit der Nummer {number}; vielleicht wurde es entfernt</translation>
    </message>
    <message>
        <source>the disk is full; nothing of this step was written; make room and try again</source>
        <translation>Der Datenträger ist voll; von diesem Schritt wurde nichts geschrieben; schaffen Sie Platz und versuchen Sie es noch einmal</translation>
    </message>
    <message>
        <source>the gallery cannot be written; check the permissions of the file and its folder</source>
        <translation>Die Galerie kann nicht beschrieben werden; prüfen Sie die Rechte der Datei und ihres Ordners</translation>
    </message>
    <message>
        <source>the gallery cannot be opened; check that its folder exists and can be written</source>
        <translation>Die Galerie kann nicht geöffnet werden; prüfen Sie, ob es ihren Ordner gibt und er beschrieben werden kann</translation>
    </message>
    <message>
        <source>another program has been writing for {wait} seconds; try again when it is done</source>
        <translation>Ein anderes Programm schreibt seit {wait} Sekunden; versuchen Sie es noch einmal, wenn es fertig ist</translation>
    </message>
    <message>
        <source>is not a gallery; choose another file, or move this one away</source>
        <translation>ist keine Galerie; wählen Sie eine andere Datei, oder verschieben Sie diese</translation>
    </message>
    <message>
        <source>the gallery is damaged; restore a copy, or import an exported one into a new file</source>
        <translation>Die Galerie ist beschädigt; stellen Sie eine Kopie wieder her, oder importieren Sie eine exportierte in eine neue Datei</translation>
    </message>
    <message>
        <source>the gallery is damaged: {what} cannot be read; restore a copy, or remove the person</source>
        <translation>die Galerie ist beschädigt: {what} ist nicht lesbar; spielen Sie eine Kopie ein, oder entfernen Sie die Person</translation>
    </message>
    <message>
        <source>the disk failed while the gallery was read or written; nothing of this step was kept</source>
        <translation>Der Datenträger versagte beim Lesen oder Schreiben der Galerie; von diesem Schritt blieb nichts</translation>
    </message>
    <message>
        <source>an image is too large for the gallery; scale it down</source>
        <translation>Ein Bild ist zu groß für die Galerie; verkleinern Sie es</translation>
    </message>
    <message>
        <source>the gallery has been closed ({reason})</source>
        <translation>Die Galerie wurde geschlossen ({reason})</translation>
    </message>
    <message>
        <source>the gallery cannot be used ({reason})</source>
        <translation>Die Galerie kann nicht benutzt werden ({reason})</translation>
    </message>
    <message>
        <source>the gallery is read-only; copy it to a place that can be written</source>
        <translation>Die Galerie kann nur gelesen werden; kopieren Sie sie an einen Ort, der beschrieben werden kann</translation>
    </message>
    <message>
        <source>was made by an older version and cannot be brought up to date, as it is read-only; copy it to a place that can be written</source>
        <translation>stammt von einer älteren Version und kann nicht umgestellt werden, weil sie nur gelesen werden kann; kopieren Sie sie an einen Ort, der beschrieben werden kann</translation>
    </message>
    <message>
        <source>was made by a newer version of this program (gallery format {format}, known up to {known}); update the program</source>
        <translation>stammt von einer neueren Version dieses Programms (Galerieformat {format}, bekannt bis {known}); aktualisieren Sie das Programm</translation>
    </message>
    <message>
        <source>is a data base of another program; choose another file</source>
        <translation>ist die Datenbank eines anderen Programms; wählen Sie eine andere Datei</translation>
    </message>
    <message>
        <source>is a folder; a gallery is a file</source>
        <translation>ist ein Ordner; eine Galerie ist eine Datei</translation>
    </message>
    <message>
        <source>is empty and no gallery; delete it, or choose another file</source>
        <translation>ist leer und keine Galerie; löschen Sie sie, oder wählen Sie eine andere Datei</translation>
    </message>
    <message>
        <source>was left by a gallery that is gone; delete it</source>
        <translation>ist von einer Galerie übrig, die es nicht mehr gibt; löschen Sie die Datei</translation>
    </message>
    <message>
        <source>is read-only, and the last changes in its log cannot be read ({reason}); copy both to a place that can be written</source>
        <translation>ist schreibgeschützt, und die letzten Änderungen in ihrem Protokoll sind nicht lesbar ({reason}); kopieren Sie beides an einen Ort, an dem geschrieben werden darf</translation>
    </message>
    <message>
        <source>is the gallery itself; choose another file</source>
        <translation>ist die Galerie selbst; wählen Sie eine andere Datei</translation>
    </message>
    <message>
        <source>cannot be looked at ({reason}); check the path</source>
        <translation>lässt sich nicht ansehen ({reason}); prüfen Sie den Pfad</translation>
    </message>
    <message>
        <source>the gallery cannot be exported ({reason}); choose another place</source>
        <translation>Die Galerie kann nicht exportiert werden ({reason}); wählen Sie einen anderen Ort</translation>
    </message>
    <message>
        <source>is not empty; choose a new folder</source>
        <translation>ist nicht leer; wählen Sie einen neuen Ordner</translation>
    </message>
    <message>
        <source>the gallery cannot be made ({reason}); choose another place</source>
        <translation>Die Galerie kann nicht angelegt werden ({reason}); wählen Sie einen anderen Ort</translation>
    </message>
    <message>
        <source>an embedding of {found} values does not fit a gallery of {expected}; was it made by another model?</source>
        <translation>Ein Merkmalsvektor mit {found} Werten passt nicht zu einer Galerie mit {expected}; stammt er von einem anderen Modell?</translation>
    </message>
    <message>
        <source>a stored image is damaged; remove it and enrol it again</source>
        <translation>Ein gespeichertes Bild ist beschädigt; entfernen Sie es und nehmen Sie es neu auf</translation>
    </message>
    <message>
        <source>the networks are not loaded yet; wait a moment and try again</source>
        <translation>Die Netze sind noch nicht geladen; warten Sie einen Moment und versuchen Sie es noch einmal</translation>
    </message>
    <message>
        <source>is not an exported gallery; choose another file</source>
        <translation>ist keine exportierte Galerie; wählen Sie eine andere Datei</translation>
    </message>
    <message>
        <source>is not an exported gallery, or is damaged ({reason}); choose another file</source>
        <translation>ist keine exportierte Galerie, oder ist beschädigt ({reason}); wählen Sie eine andere Datei</translation>
    </message>
    <message>
        <source>would grow from {size} to {plain} bytes; this is no exported gallery</source>
        <translation>würde von {size} auf {plain} Bytes wachsen; das ist keine exportierte Galerie</translation>
    </message>
    <message>
        <source>has the format {found}, known is {known}; update the program</source>
        <translation>hat das Format {found}, bekannt ist {known}; aktualisieren Sie das Programm</translation>
    </message>
    <message>
        <source>its list of people is damaged ({reason}); export the gallery again</source>
        <translation>Die Liste der Personen darin ist beschädigt ({reason}); exportieren Sie die Galerie noch einmal</translation>
    </message>
    <message>
        <source>lacks its part {part}; export the gallery again</source>
        <translation>Der Teil {part} fehlt darin; exportieren Sie die Galerie noch einmal</translation>
    </message>
    <message>
        <source>its part {part} has {size} bytes; at most {most} are sound</source>
        <translation>Der Teil {part} darin hat {size} Bytes; mehr als {most} können es nicht sein</translation>
    </message>
    <message>
        <source>its part {part} is damaged ({reason}); export the gallery again</source>
        <translation>Der Teil {part} darin ist beschädigt ({reason}); exportieren Sie die Galerie noch einmal</translation>
    </message>
    <message>
        <source>is packed in a way that no export is; pack it with deflate, or not at all</source>
        <translation>ist anders gepackt als jeder Export; packen Sie es mit Deflate oder gar nicht</translation>
    </message>
    <message>
        <source>no aligned face</source>
        <translation>kein ausgerichtetes Gesicht</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>kein Bild</translation>
    </message>
    <message>
        <source>an image of {name} is enrolled as {other}</source>
        <translation>Ein Bild von {name} gehört hier schon zu {other}</translation>
    </message>
    <message>
        <source>{reason}; available are: {names}. Give the path of a {suffix} file, or convert public weights with `videorec weights import`</source>
        <translation>{reason}; verfügbar sind: {names}. Geben Sie den Pfad einer {suffix}-Datei an, oder wandeln Sie öffentliche Gewichte mit `videorec weights import` um</translation>
    </message>
    <message>
        <source>no such weights file</source>
        <translation>Diese Gewichtsdatei gibt es nicht</translation>
    </message>
    <message>
        <source>no weights of this name</source>
        <translation>Gewichte mit diesem Namen gibt es nicht</translation>
    </message>
    <message>
        <source>no such weights file; see `videorec weights list`</source>
        <translation>Diese Gewichtsdatei gibt es nicht; siehe `videorec weights list`</translation>
    </message>
    <message>
        <source>a folder, not a weights file</source>
        <translation>ein Ordner, keine Gewichtsdatei</translation>
    </message>
    <message>
        <source>not a readable safetensors file, perhaps cut short ({reason}); get it again, or convert foreign weights with `videorec weights import`</source>
        <translation>keine lesbare safetensors-Datei, vielleicht abgeschnitten ({reason}); holen Sie sie noch einmal, oder wandeln Sie fremde Gewichte mit `videorec weights import` um</translation>
    </message>
    <message>
        <source>a safetensors file without a videorec model card; convert foreign weights with `videorec weights import`</source>
        <translation>eine safetensors-Datei ohne Modellkarte von videorec; wandeln Sie fremde Gewichte mit `videorec weights import` um</translation>
    </message>
    <message>
        <source>CPU: {name}, {count} threads</source>
        <translation>CPU: {name}, {count} Threads</translation>
    </message>
    <message>
        <source>CPU: {name}, 1 thread</source>
        <translation>CPU: {name}, 1 Thread</translation>
    </message>
    <message>
        <source>device {name} is not known; use auto, cpu, cuda or cuda:N</source>
        <translation>Das Gerät {name} ist nicht bekannt; nehmen Sie auto, cpu, cuda oder cuda:N</translation>
    </message>
    <message>
        <source>device {name} was asked for, but {reason}; fix that, or use --device cpu</source>
        <translation>Das Gerät {name} wurde verlangt, aber {reason}; beheben Sie das, oder nehmen Sie --device cpu</translation>
    </message>
    <message>
        <source>device {name} was asked for, but there are only cuda:0 to cuda:{last}</source>
        <translation>Das Gerät {name} wurde verlangt, aber es gibt nur cuda:0 bis cuda:{last}</translation>
    </message>
    <message>
        <source>CUDA_VISIBLE_DEVICES hides every GPU</source>
        <translation>CUDA_VISIBLE_DEVICES verbirgt jede GPU</translation>
    </message>
    <message>
        <source>PyTorch {version} finds no usable NVIDIA GPU (`nvidia-smi` must list one, with a driver for CUDA {cuda})</source>
        <translation>PyTorch {version} findet keine brauchbare NVIDIA-GPU (`nvidia-smi` muss eine nennen, mit einem Treiber für CUDA {cuda})</translation>
    </message>
    <message>
        <source>precision fp16 needs a GPU; on a CPU use auto, fp32, bf16 or int8</source>
        <translation>precision fp16 braucht eine GPU; auf einem Prozessor geht auto, fp32, bf16 oder int8</translation>
    </message>
    <message>
        <source>precision int8 is for CPUs; on a GPU use auto, fp32, bf16 or fp16</source>
        <translation>precision int8 ist für Prozessoren; auf einer GPU geht auto, fp32, bf16 oder fp16</translation>
    </message>
    <message>
        <source>precision int8 needs a CPU with VNNI instructions, which this one lacks; use auto</source>
        <translation>precision int8 braucht einen Prozessor mit VNNI-Befehlen, die dieser nicht hat; es geht auto</translation>
    </message>
    <message>
        <source>min_face must be at least 12 pixels, not {found}</source>
        <translation>min_face muss mindestens 12 Pixel sein, nicht {found}</translation>
    </message>
    <message>
        <source>threads must be at least 1, not {found}</source>
        <translation>threads muss mindestens 1 sein, nicht {found}</translation>
    </message>
    <message>
        <source>camera must be a number from 0 to 99, not {found}</source>
        <translation>camera muss eine Zahl von 0 bis 99 sein, nicht {found}</translation>
    </message>
    <message>
        <source>threshold must lie between -1 and 1, not {found}</source>
        <translation>threshold muss zwischen -1 und 1 liegen, nicht {found}</translation>
    </message>
    <message>
        <source>cannot be read ({reason}); check the path</source>
        <translation>kann nicht gelesen werden ({reason}); prüfen Sie den Pfad</translation>
    </message>
    <message>
        <source>not valid YAML: {reason}</source>
        <translation>kein gültiges YAML: {reason}</translation>
    </message>
    <message>
        <source>line {line} is not valid YAML</source>
        <translation>Zeile {line} ist kein gültiges YAML</translation>
    </message>
    <message>
        <source>expected keys and values, not {found}</source>
        <translation>erwartet werden Schlüssel und Werte, nicht {found}</translation>
    </message>
    <message>
        <source>unknown keys {keys}; known are {known}</source>
        <translation>unbekannte Schlüssel {keys}; bekannt sind {known}</translation>
    </message>
    <message>
        <source>{key} must be one of {choices}, not {found}</source>
        <translation>{key} muss eines von {choices} sein, nicht {found}</translation>
    </message>
    <message>
        <source>{reason}. The default settings are used; the file is kept as {file}. Correct it and name it {name} again, or choose the settings anew</source>
        <translation>{reason}. Die Voreinstellungen werden benutzt; die Datei bleibt als {file}. Verbessern Sie sie und nennen Sie sie wieder {name}, oder wählen Sie die Einstellungen neu</translation>
    </message>
    <message>
        <source>there is no such file; check the path</source>
        <translation>Diese Datei gibt es nicht; prüfen Sie den Pfad</translation>
    </message>
    <message>
        <source>there is no such folder; check the path</source>
        <translation>Diesen Ordner gibt es nicht; prüfen Sie den Pfad</translation>
    </message>
    <message>
        <source>cannot be read ({reason})</source>
        <translation>kann nicht gelesen werden ({reason})</translation>
    </message>
    <message>
        <source>may not be read; check its permissions</source>
        <translation>darf nicht gelesen werden; prüfen Sie die Rechte</translation>
    </message>
    <message>
        <source>the folder cannot be read ({reason})</source>
        <translation>Der Ordner kann nicht gelesen werden ({reason})</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>Die Datei ist leer</translation>
    </message>
    <message>
        <source>has changed since it was looked at; add it again</source>
        <translation>hat sich geändert, seit es angesehen wurde; fügen Sie es noch einmal hinzu</translation>
    </message>
    <message>
        <source>{width} x {height} pixels are too many; scale it down to at most {most} megapixels</source>
        <translation>{width} x {height} Pixel sind zu viele; verkleinern Sie es auf höchstens {most} Megapixel</translation>
    </message>
    <message>
        <source>too many pixels; scale it down to at most {most} megapixels</source>
        <translation>Zu viele Pixel; verkleinern Sie es auf höchstens {most} Megapixel</translation>
    </message>
    <message>
        <source>is not a picture that can be read; convert it to JPEG or PNG</source>
        <translation>ist kein lesbares Bild; wandeln Sie es in JPEG oder PNG um</translation>
    </message>
    <message>
        <source>the picture is damaged ({reason}); save it again</source>
        <translation>Das Bild ist beschädigt ({reason}); speichern Sie es noch einmal</translation>
    </message>
    <message>
        <source>none of {count} pictures can be read; the first: {reason}</source>
        <translation>Keines von {count} Bildern kann gelesen werden; das erste: {reason}</translation>
    </message>
    <message>
        <source>left out: {reason}; also {names}</source>
        <translation>Ausgelassen: {reason}; auch {names}</translation>
    </message>
    <message>
        <source>left out: {reason}; also {names} and {count} more</source>
        <translation>Ausgelassen: {reason}; auch {names} und {count} weitere</translation>
    </message>
    <message>
        <source>left out: {reason}</source>
        <translation>Ausgelassen: {reason}</translation>
    </message>
    <message>
        <source>holds no pictures ({kinds})</source>
        <translation>enthält keine Bilder ({kinds})</translation>
    </message>
    <message>
        <source>holds no pictures; put NAME.jpg or NAME/*.jpg into it, one name a person</source>
        <translation>enthält keine Bilder; legen Sie NAME.jpg oder NAME/*.jpg hinein, einen Namen je Person</translation>
    </message>
    <message>
        <source>is neither a folder of pictures nor a gallery file ({kinds}); give a folder with one picture per person</source>
        <translation>ist weder ein Ordner mit Bildern noch eine Galeriedatei ({kinds}); nehmen Sie einen Ordner mit einem Bild je Person</translation>
    </message>
    <message>
        <source>the list of names is damaged ({reason}); repair it, or delete it to take the names of the folders</source>
        <translation>Die Namensliste ist beschädigt ({reason}); reparieren Sie sie, oder löschen Sie sie, damit die Namen der Ordner gelten</translation>
    </message>
    <message>
        <source>gives two folders the same name; change one of them</source>
        <translation>gibt zwei Ordnern denselben Namen; ändern Sie einen davon</translation>
    </message>
    <message>
        <source>nothing is open; open a video, picture, camera or stream first</source>
        <translation>Nichts ist geöffnet; öffnen Sie erst ein Video, ein Bild, eine Kamera oder einen Stream</translation>
    </message>
    <message>
        <source>there is no picture on screen; open a source first</source>
        <translation>Es ist kein Bild zu sehen; öffnen Sie erst eine Quelle</translation>
    </message>
    <message>
        <source>this is text, not a video; pass a video or a picture</source>
        <translation>Das ist Text, kein Video; nehmen Sie ein Video oder ein Bild</translation>
    </message>
    <message>
        <source>holds only sound; pass a file with a video track</source>
        <translation>enthält nur Ton; nehmen Sie eine Datei mit Videospur</translation>
    </message>
    <message>
        <source>holds neither pictures nor sound; pass a file with a video track</source>
        <translation>enthält weder Bilder noch Ton; nehmen Sie eine Datei mit Videospur</translation>
    </message>
    <message>
        <source>its video codec is not supported; convert it to H.264 first</source>
        <translation>Der Videocodec wird nicht unterstützt; wandeln Sie es erst in H.264 um</translation>
    </message>
    <message>
        <source>pictures of {width} x {height} are too large; scale the video down to at most {most} megapixels</source>
        <translation>Bilder von {width} x {height} sind zu groß; verkleinern Sie das Video auf höchstens {most} Megapixel</translation>
    </message>
    <message>
        <source>is not a video that can be read (another kind of file, or cut off); try to play it</source>
        <translation>ist kein lesbares Video (eine andere Art von Datei, oder abgeschnitten); versuchen Sie, es abzuspielen</translation>
    </message>
    <message>
        <source>cannot be opened ({reason})</source>
        <translation>kann nicht geöffnet werden ({reason})</translation>
    </message>
    <message>
        <source>not one picture can be decoded; the file is empty or damaged</source>
        <translation>Kein einziges Bild kann dekodiert werden; die Datei ist leer oder beschädigt</translation>
    </message>
    <message>
        <source>breaks off at {at} s (frame {frame}) of {duration} s, the rest is missing or damaged; the {count} frames up to there are kept</source>
        <translation>bricht bei {at} s (Bild {frame}) von {duration} s ab, der Rest fehlt oder ist beschädigt; die {count} Bilder bis dahin bleiben</translation>
    </message>
    <message>
        <source>damaged at {at} s (near frame {frame}), {lost} pieces cannot be decoded; the {count} readable frames are kept</source>
        <translation>beschädigt bei {at} s (nahe Bild {frame}), {lost} Stücke können nicht dekodiert werden; die {count} lesbaren Bilder bleiben</translation>
    </message>
    <message>
        <source>breaks off at {at} s (frame {frame}), the rest is missing or damaged; the {count} frames before are kept</source>
        <translation>bricht bei {at} s ab (Bild {frame}), der Rest fehlt oder ist beschädigt; die {count} Bilder davor bleiben erhalten</translation>
    </message>
    <message>
        <source>{what} is not a source; name a file, folder, camera or URL</source>
        <translation>{what} ist keine Quelle; nennen Sie eine Datei, einen Ordner, eine Kamera oder eine Adresse</translation>
    </message>
    <message>
        <source>did not answer in time; check the address and the network</source>
        <translation>antwortete nicht rechtzeitig; prüfen Sie Adresse und Netz</translation>
    </message>
    <message>
        <source>access is refused; put user:password@ before the host</source>
        <translation>Der Zugriff wird verweigert; setzen Sie Benutzer:Passwort@ vor den Rechnernamen</translation>
    </message>
    <message>
        <source>the server knows no such address; check the path of the URL</source>
        <translation>Der Server kennt diese Adresse nicht; prüfen Sie den Pfad darin</translation>
    </message>
    <message>
        <source>this kind of address is not supported; use http, https or rtsp</source>
        <translation>Diese Art von Adresse wird nicht unterstützt; nehmen Sie http, https oder rtsp</translation>
    </message>
    <message>
        <source>the server was asked too often; wait a while</source>
        <translation>der Server wurde zu oft gefragt; warten Sie eine Weile</translation>
    </message>
    <message>
        <source>the server does not give it out; check the URL</source>
        <translation>der Server gibt es nicht heraus; prüfen Sie die URL</translation>
    </message>
    <message>
        <source>the server has a fault of its own, or too much to do; try again later</source>
        <translation>der Server hat selbst einen Fehler oder zu viel zu tun; versuchen Sie es später noch einmal</translation>
    </message>
    <message>
        <source>the server hangs up without an answer; check host, port and path</source>
        <translation>der Server legt ohne Antwort auf; prüfen Sie Host, Port und Pfad</translation>
    </message>
    <message>
        <source>there is no host named {host}; check the address and the network</source>
        <translation>es gibt keinen Host namens {host}; prüfen Sie Adresse und Netzwerk</translation>
    </message>
    <message>
        <source>the server answers in another protocol, or redirects without end; check the address and its beginning (http, https, rtsp)</source>
        <translation>der Server antwortet in einem anderen Protokoll oder leitet endlos weiter; prüfen Sie die Adresse und ihren Anfang (http, https, rtsp)</translation>
    </message>
    <message>
        <source>nobody answers there; check host and port</source>
        <translation>Dort antwortet niemand; prüfen Sie Rechner und Port</translation>
    </message>
    <message>
        <source>the address of the stream is not valid ({reason})</source>
        <translation>Die Adresse des Streams ist nicht gültig ({reason})</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>wird verbunden</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>is back</source>
        <translation>ist wieder da</translation>
    </message>
    <message>
        <source>the broadcast is over; open it again to see its recording</source>
        <translation>die Übertragung ist zu Ende; öffnen Sie sie noch einmal, um ihre Aufzeichnung zu sehen</translation>
    </message>
    <message>
        <source>{reason}; next attempt in {wait} s</source>
        <translation>{reason}; nächster Versuch in {wait} s</translation>
    </message>
    <message>
        <source>lost at {at} s (after {count} frames) and not back within {patience} s ({reason})</source>
        <translation>verloren bei {at} s (nach {count} Bildern) und nach {patience} s noch nicht wieder da ({reason})</translation>
    </message>
    <message>
        <source>connected, but no picture came ({reason})</source>
        <translation>verbunden, aber es kam kein Bild ({reason})</translation>
    </message>
    <message>
        <source>the stream ended</source>
        <translation>der Stream ist zu Ende</translation>
    </message>
    <message>
        <source>no data came in time</source>
        <translation>es kamen nicht rechtzeitig Daten</translation>
    </message>
    <message>
        <source>the connection broke ({reason})</source>
        <translation>die Verbindung riss ab ({reason})</translation>
    </message>
    <message>
        <source>cannot be opened; check that it is plugged in, allowed for this program and not in use by another</source>
        <translation>kann nicht geöffnet werden; prüfen Sie, ob sie angeschlossen, für dieses Programm erlaubt und von keinem anderen belegt ist</translation>
    </message>
    <message>
        <source>opened but gives no picture; plug it in again</source>
        <translation>geöffnet, aber ohne Bild; schließen Sie sie neu an</translation>
    </message>
    <message>
        <source>gives no pictures since {silence} s (frame {frame}); was it unplugged?</source>
        <translation>gibt seit {silence} s keine Bilder (Bild {frame}); wurde sie abgezogen?</translation>
    </message>
    <message>
        <source>cannot be written ({reason}); choose another place or make room</source>
        <translation>kann nicht geschrieben werden ({reason}); wählen Sie einen anderen Ort, oder schaffen Sie Platz</translation>
    </message>
    <message>
        <source>may not be overwritten; choose another name</source>
        <translation>darf nicht überschrieben werden; wählen Sie einen anderen Namen</translation>
    </message>
    <message>
        <source>is a folder; name a file in it</source>
        <translation>ist ein Ordner; nennen Sie eine Datei darin</translation>
    </message>
    <message>
        <source>the folder {folder} does not exist; create it</source>
        <translation>Den Ordner {folder} gibt es nicht; legen Sie ihn an</translation>
    </message>
    <message>
        <source>cannot be replaced ({reason}); the result is in {file}</source>
        <translation>kann nicht ersetzt werden ({reason}); das Ergebnis liegt in {file}</translation>
    </message>
    <message>
        <source>not a kind of picture that is written; choose {kinds}</source>
        <translation>keine Art von Bild, die geschrieben wird; wählen Sie {kinds}</translation>
    </message>
    <message>
        <source>holds one picture, and there are more; end the name in .mp4 to get a video</source>
        <translation>fasst ein Bild, und es sind mehr; lassen Sie den Namen auf .mp4 enden, um ein Video zu bekommen</translation>
    </message>
    <message>
        <source>one picture cannot hold a video; end the name in .mp4</source>
        <translation>Ein Bild kann kein Video fassen; lassen Sie den Namen auf .mp4 enden</translation>
    </message>
    <message>
        <source>writing stopped ({reason}); what was written is in {file}</source>
        <translation>Das Schreiben brach ab ({reason}); was geschrieben wurde, liegt in {file}</translation>
    </message>
    <message>
        <source>not a kind of video that is written; end the name in .mp4</source>
        <translation>keine Art von Video, die geschrieben wird; lassen Sie den Namen auf .mp4 enden</translation>
    </message>
    <message>
        <source>is the video that is read; choose another name</source>
        <translation>ist das Video, das gelesen wird; wählen Sie einen anderen Namen</translation>
    </message>
    <message>
        <source>is named for two outputs; give each its own file</source>
        <translation>ist für zwei Ausgaben genannt; geben Sie jeder eine eigene Datei</translation>
    </message>
    <message>
        <source>is the source; write to another file</source>
        <translation>ist die Quelle; schreiben Sie in eine andere Datei</translation>
    </message>
    <message>
        <source>may not be written; choose another place</source>
        <translation>darf nicht geschrieben werden; wählen Sie einen anderen Ort</translation>
    </message>
    <message>
        <source>cannot tell what to write; end the name in {kinds}</source>
        <translation>Unklar, was zu schreiben ist; lassen Sie den Namen enden auf {kinds}</translation>
    </message>
    <message>
        <source>recording, {duration} s, {count} pictures left out</source>
        <translation>Aufnahme, {duration} s, {count} Bilder ausgelassen</translation>
    </message>
    <message>
        <source>recording, {duration} s</source>
        <translation>Aufnahme, {duration} s</translation>
    </message>
</context><context>
    <name>EnrolDialog</name>
    <message>
        <source>Enrol people</source>
        <translation>Personen aufnehmen</translation>
    </message>
    <message>
        <source>Pictures to enrol from</source>
        <translation>Bilder, aus denen aufgenommen wird</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>S&amp;kip</source>
        <translation>Ü&amp;berspringen</translation>
    </message>
    <message>
        <source>Several faces: click the one that is meant.</source>
        <translation>Mehrere Gesichter: Klicken Sie das gemeinte an.</translation>
    </message>
    <message>
        <source>Save &amp;anyway</source>
        <translation>&amp;Trotzdem speichern</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>{name} is known; this becomes picture number {number}.</source>
        <translation>{name} ist bekannt; dies wird Bild Nummer {number}.</translation>
    </message>
    <message>
        <source>{name} is a new person.</source>
        <translation>{name} ist eine neue Person.</translation>
    </message>
    <message>
        <source>Save all good ones ({count})</source>
        <translation>Alle guten speichern ({count})</translation>
    </message>
</context><context>
    <name>EnrolModel</name>
    <message>
        <source>Who is this?</source>
        <translation>Wer ist das?</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>nicht verwendbar</translation>
    </message>
    <message>
        <source>not good enough</source>
        <translation>nicht gut genug</translation>
    </message>
    <message>
        <source>good</source>
        <translation>gut</translation>
    </message>
    <message>
        <source>several faces</source>
        <translation>mehrere Gesichter</translation>
    </message>
    <message>
        <source>no name</source>
        <translation>kein Name</translation>
    </message>
</context><context>
    <name>ErrorBar</name>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>Protokoll öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context><context>
    <name>ExportDialog</name>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Rec&amp;ord</source>
        <translation>Aufne&amp;hmen</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>Records from now on, until you cancel it or close the source.</source>
        <translation>Nimmt ab jetzt auf, bis Sie es abbrechen oder die Quelle schließen.</translation>
    </message>
    <message>
        <source>&amp;Video with names</source>
        <translation>&amp;Video mit Namen</translation>
    </message>
    <message>
        <source>&amp;Events, JSON lines</source>
        <translation>&amp;Ereignisse, JSON Lines</translation>
    </message>
    <message>
        <source>Events, &amp;CSV</source>
        <translation>Ereignisse, &amp;CSV</translation>
    </message>
    <message>
        <source>&amp;Subtitles, WebVTT</source>
        <translation>&amp;Untertitel, WebVTT</translation>
    </message>
    <message>
        <source>Subtitles, S&amp;RT</source>
        <translation>Untertitel, S&amp;RT</translation>
    </message>
    <message>
        <source>S&amp;ummary of people</source>
        <translation>&amp;Zusammenfassung der Personen</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>&amp;Durchsuchen…</translation>
    </message>
    <message>
        <source>Follow faces (fast)</source>
        <translation>Gesichter verfolgen (schnell)</translation>
    </message>
    <message>
        <source>Every frame alone (slow, exact)</source>
        <translation>Jedes Bild für sich (langsam, exakt)</translation>
    </message>
    <message>
        <source>Two passes (names from the first frame on)</source>
        <translation>Zwei Durchgänge (Namen ab dem ersten Bild)</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Where and how</source>
        <translation>Wohin und wie</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Recognition</source>
        <translation>E&amp;rkennung</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>There already: {names}.</source>
        <translation>Schon vorhanden: {names}.</translation>
    </message>
    <message>
        <source>Choose at least one thing to write.</source>
        <translation>Wählen Sie mindestens eine Ausgabe.</translation>
    </message>
    <message>
        <source>Give a file name without folders.</source>
        <translation>Geben Sie einen Dateinamen ohne Ordner an.</translation>
    </message>
    <message>
        <source>Give a folder.</source>
        <translation>Geben Sie einen Ordner an.</translation>
    </message>
    <message>
        <source>Folder to export to</source>
        <translation>Ordner für den Export</translation>
    </message>
    <message>
        <source>The recording replaces these files: {names}</source>
        <translation>Die Aufnahme ersetzt diese Dateien: {names}</translation>
    </message>
    <message>
        <source>These files are replaced when the export is complete: {names}</source>
        <translation>Diese Dateien werden ersetzt, wenn der Export fertig ist: {names}</translation>
    </message>
    <message>
        <source>Replace what is there?</source>
        <translation>Vorhandenes ersetzen?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
</context><context>
    <name>FacePicture</name>
    <message>
        <source>Picture with the faces found in it</source>
        <translation>Bild mit den darin gefundenen Gesichtern</translation>
    </message>
    <message>
        <source>{count} faces, number {number} is chosen</source>
        <translation>{count} Gesichter, Nummer {number} ist gewählt</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>kein Bild</translation>
    </message>
</context><context>
    <name>GalleryActions</name>
    <message>
        <source>Picture files…</source>
        <translation>Bilddateien…</translation>
    </message>
    <message>
        <source>Folder of pictures…</source>
        <translation>Ordner mit Bildern…</translation>
    </message>
    <message>
        <source>Paste picture</source>
        <translation>Bild einfügen</translation>
    </message>
    <message>
        <source>Present picture</source>
        <translation>Gezeigtes Bild</translation>
    </message>
    <message>
        <source>The picture that the camera or the video shows now</source>
        <translation>Das Bild, das Kamera oder Video gerade zeigt</translation>
    </message>
    <message>
        <source>Show pictures</source>
        <translation>Bilder zeigen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Change colour…</source>
        <translation>Farbe ändern…</translation>
    </message>
    <message>
        <source>Reset colour</source>
        <translation>Farbe zurücksetzen</translation>
    </message>
    <message>
        <source>Merge into…</source>
        <translation>Zusammenführen mit…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add people</source>
        <translation>Personen hinzufügen</translation>
    </message>
</context><context>
    <name>GalleryDialogs</name>
    <message>
        <source>Open or make a gallery</source>
        <translation>Galerie öffnen oder anlegen</translation>
    </message>
    <message>
        <source>Galleries ({patterns})</source>
        <translation>Galerien ({patterns})</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open another gallery?</source>
        <translation>Andere Galerie öffnen?</translation>
    </message>
    <message>
        <source>One file with everything ({pattern})</source>
        <translation>Eine Datei mit allem ({pattern})</translation>
    </message>
    <message>
        <source>Folder of pictures (*)</source>
        <translation>Ordner mit Bildern (*)</translation>
    </message>
    <message>
        <source>Export the gallery</source>
        <translation>Galerie exportieren</translation>
    </message>
    <message>
        <source>people</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Replace what is there?</source>
        <translation>Vorhandenes ersetzen?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Import a gallery</source>
        <translation>Galerie importieren</translation>
    </message>
    <message>
        <source>Folder of pictures ({list})</source>
        <translation>Ordner mit Bildern ({list})</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
</context><context>
    <name>GalleryModel</name>
    <message>
        <source>1 picture</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} Bilder</translation>
    </message>
    <message>
        <source>seen {time}</source>
        <translation>{time} zu sehen</translation>
    </message>
</context><context>
    <name>GalleryPanel</name>
    <message>
        <source>Filter by name</source>
        <translation>Nach Namen filtern</translation>
    </message>
    <message>
        <source>Filter people by name</source>
        <translation>Personen nach Namen filtern</translation>
    </message>
    <message>
        <source>Loading the people…</source>
        <translation>Personen werden geladen…</translation>
    </message>
    <message>
        <source>This takes a moment.</source>
        <translation>Das dauert einen Moment.</translation>
    </message>
    <message>
        <source>The people are not loaded</source>
        <translation>Die Personen sind nicht geladen</translation>
    </message>
    <message>
        <source>The networks could not be loaded.</source>
        <translation>Die Netze konnten nicht geladen werden.</translation>
    </message>
    <message>
        <source>From the folder {name}: changes here are not kept. To keep people, start videorec without {option}, open a gallery file, or choose Export gallery… in the File menu.</source>
        <translation>Aus dem Ordner {name}: Änderungen hier werden nicht gespeichert. Um Personen zu behalten, starten Sie videorec ohne {option}, öffnen Sie eine Galeriedatei oder wählen Sie Galerie exportieren… im Menü Datei.</translation>
    </message>
    <message>
        <source>from the clipboard</source>
        <translation>aus der Zwischenablage</translation>
    </message>
    <message>
        <source>dropped picture</source>
        <translation>abgelegtes Bild</translation>
    </message>
    <message>
        <source>People of the gallery</source>
        <translation>Personen der Galerie</translation>
    </message>
    <message>
        <source>Nobody is known yet</source>
        <translation>Noch ist niemand bekannt</translation>
    </message>
    <message>
        <source>Drop pictures here, paste one, or click a face in the video and type a name. One picture per person is enough.</source>
        <translation>Legen Sie Bilder hier ab, fügen Sie eines ein oder klicken Sie im Video auf ein Gesicht und geben Sie einen Namen ein. Ein Bild pro Person genügt.</translation>
    </message>
    <message>
        <source>Add pictures…</source>
        <translation>Bilder hinzufügen…</translation>
    </message>
</context><context>
    <name>HistogramPlot</name>
    <message>
        <source>Similarities of recent faces</source>
        <translation>Ähnlichkeiten der letzten Gesichter</translation>
    </message>
    <message>
        <source>A face that resembles many people stands further left, as it needs more.</source>
        <translation>Ein Gesicht, das vielen ähnelt, steht weiter links, denn es braucht mehr.</translation>
    </message>
    <message>
        <source>named</source>
        <translation>benannt</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Similarities appear here while faces are seen.</source>
        <translation>Hier erscheinen Ähnlichkeiten, sobald Gesichter zu sehen sind.</translation>
    </message>
    <message>
        <source>No faces were compared yet.</source>
        <translation>Noch wurden keine Gesichter verglichen.</translation>
    </message>
    <message>
        <source>{known} named and {unknown} unknown tracks; the threshold is {threshold}.</source>
        <translation>{known} benannte und {unknown} unbekannte Spuren; die Schwelle ist {threshold}.</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
</context><context>
    <name>Hud</name>
    <message>
        <source>source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>recognised</source>
        <translation>erkannt</translation>
    </message>
    <message>
        <source>painted</source>
        <translation>gezeigt</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>Verzögerung</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>{rate} pictures/s</source>
        <translation>{rate} Bilder/s</translation>
    </message>
    <message>
        <source>{value} ms</source>
        <translation>{value} ms</translation>
    </message>
    <message>
        <source>decode</source>
        <translation>dekodieren</translation>
    </message>
    <message>
        <source>shots</source>
        <translation>Schnitte</translation>
    </message>
    <message>
        <source>detect</source>
        <translation>finden</translation>
    </message>
    <message>
        <source>flow</source>
        <translation>Fluss</translation>
    </message>
    <message>
        <source>follow</source>
        <translation>folgen</translation>
    </message>
    <message>
        <source>track</source>
        <translation>verfolgen</translation>
    </message>
    <message>
        <source>align</source>
        <translation>ausrichten</translation>
    </message>
    <message>
        <source>embed</source>
        <translation>einbetten</translation>
    </message>
    <message>
        <source>match</source>
        <translation>vergleichen</translation>
    </message>
    <message>
        <source>draw</source>
        <translation>zeichnen</translation>
    </message>
    <message>
        <source>paint</source>
        <translation>malen</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Messwerte</translation>
    </message>
</context><context>
    <name>Import</name>
    <message>
        <source>Imported from {name}: {parts}.</source>
        <translation>Aus {name} importiert: {parts}.</translation>
    </message>
    <message>
        <source>Nothing was imported: {name} holds nobody new.</source>
        <translation>Nichts wurde importiert: In {name} ist niemand Neues.</translation>
    </message>
    <message>
        <source>Nothing new in {name}: {parts}.</source>
        <translation>Nichts Neues in {name}: {parts}.</translation>
    </message>
    <message>
        <source>1 person</source>
        <translation>1 Person</translation>
    </message>
    <message>
        <source>{count} people</source>
        <translation>{count} Personen</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} Bilder</translation>
    </message>
    <message>
        <source>1 rejected face</source>
        <translation>1 abgelehntes Gesicht</translation>
    </message>
    <message>
        <source>{count} rejected faces</source>
        <translation>{count} abgelehnte Gesichter</translation>
    </message>
    <message>
        <source>{name} (here {other})</source>
        <translation>{name} (hier {other})</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} und {count} weitere</translation>
    </message>
    <message>
        <source>joined with people of the same name: {names}</source>
        <translation>mit Personen gleichen Namens zusammengeführt: {names}</translation>
    </message>
    <message>
        <source>pictures that were there already: {count}</source>
        <translation>schon vorhandene Bilder: {count}</translation>
    </message>
    <message>
        <source>pictures left out, enrolled under another name: {count}</source>
        <translation>ausgelassene Bilder, die unter anderem Namen da sind: {count}</translation>
    </message>
</context><context>
    <name>JobList</name>
    <message>
        <source>Work in the background</source>
        <translation>Arbeiten im Hintergrund</translation>
    </message>
</context><context>
    <name>JobRow</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Progress of {title}</source>
        <translation>Fortschritt von {title}</translation>
    </message>
    <message>
        <source>stopped; the files hold everything up to there</source>
        <translation>abgebrochen; die Dateien enthalten alles bis dahin</translation>
    </message>
    <message>
        <source>recognising</source>
        <translation>erkennt Gesichter</translation>
    </message>
    <message>
        <source>looking</source>
        <translation>sieht alles an</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>schreibt</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird beendet…</translation>
    </message>
</context><context>
    <name>LiveView</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Name this face…</source>
        <translation>Dieses Gesicht benennen…</translation>
    </message>
    <message>
        <source>Not {name}</source>
        <translation>Nicht {name}</translation>
    </message>
    <message>
        <source>Copy face</source>
        <translation>Gesicht kopieren</translation>
    </message>
</context><context>
    <name>MainWindow</name>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
    <message>
        <source>Unknown faces</source>
        <translation>Unbekannte</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>What was changed in the gallery is lost: it comes from a folder.</source>
        <translation>Was in der Galerie geändert wurde, geht verloren: Sie stammt aus einem Ordner.</translation>
    </message>
    <message>
        <source>Close videorec?</source>
        <translation>videorec schließen?</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Still running: {titles}. It is stopped, and an export that is not complete leaves no file.</source>
        <translation>Noch im Gange: {titles}. Das wird abgebrochen; ein Export, der nicht fertig ist, hinterlässt keine Datei.</translation>
    </message>
</context><context>
    <name>NameEdit</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the person</source>
        <translation>Name der Person</translation>
    </message>
    <message>
        <source>This name cannot be used: {reason}</source>
        <translation>Dieser Name geht nicht: {reason}</translation>
    </message>
</context><context>
    <name>NamePopup</name>
    <message>
        <source>Who is this?</source>
        <translation>Wer ist das?</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>Merken</translation>
    </message>
</context><context>
    <name>Overlay</name>
    <message>
        <source>too small or blurred to tell</source>
        <translation>zu klein oder zu unscharf</translation>
    </message>
    <message>
        <source>face {number}</source>
        <translation>Gesicht {number}</translation>
    </message>
    <message>
        <source>nobody to compare with</source>
        <translation>niemand zum Vergleichen</translation>
    </message>
    <message>
        <source>closest: {name} {similarity}</source>
        <translation>am nächsten: {name} {similarity}</translation>
    </message>
    <message>
        <source>runner-up: {name} {similarity}</source>
        <translation>zweiter: {name} {similarity}</translation>
    </message>
    <message>
        <source>needs {threshold} for a name</source>
        <translation>braucht {threshold} für einen Namen</translation>
    </message>
    <message>
        <source>unknown face</source>
        <translation>unbekanntes Gesicht</translation>
    </message>
</context><context>
    <name>PeopleDesk</name>
    <message>
        <source>Remembered that this is not {name}.</source>
        <translation>Gemerkt, dass das nicht {name} ist.</translation>
    </message>
    <message>
        <source>Renamed {before} to {after}.</source>
        <translation>{before} heißt jetzt {after}.</translation>
    </message>
    <message>
        <source>Changed the colour of {name}.</source>
        <translation>Farbe von {name} geändert.</translation>
    </message>
    <message>
        <source>Merged {source} into {into}.</source>
        <translation>{source} gehört jetzt zu {into}.</translation>
    </message>
    <message>
        <source>Removed {name} with all images and embeddings.</source>
        <translation>{name} mit allen Bildern und Einbettungen entfernt.</translation>
    </message>
    <message>
        <source>Removed an image of {name}.</source>
        <translation>Ein Bild von {name} entfernt.</translation>
    </message>
    <message>
        <source>Added {count} pictures.</source>
        <translation>{count} Bilder hinzugefügt.</translation>
    </message>
    <message>
        <source>Enrolled {name}.</source>
        <translation>{name} aufgenommen.</translation>
    </message>
    <message>
        <source>Added to the images of {name}.</source>
        <translation>Zu den Bildern von {name} hinzugefügt.</translation>
    </message>
    <message>
        <source>Named a face {name}.</source>
        <translation>Ein Gesicht {name} genannt.</translation>
    </message>
</context><context>
    <name>PersonPictures</name>
    <message>
        <source>More pictures: drop them here and give them the same name.</source>
        <translation>Weitere Bilder: Legen Sie sie hier ab und geben Sie ihnen denselben Namen.</translation>
    </message>
    <message>
        <source>Pictures of the person</source>
        <translation>Bilder der Person</translation>
    </message>
    <message>
        <source>{source}
added {date}</source>
        <translation>{source}
hinzugefügt am {date}</translation>
    </message>
    <message>
        <source>Remove picture</source>
        <translation>Bild entfernen</translation>
    </message>
    <message>
        <source>Back to all people</source>
        <translation>Zurück zu allen Personen</translation>
    </message>
</context><context>
    <name>PersonQuestions</name>
    <message>
        <source>Are {first} and {second} the same person?</source>
        <translation>Sind {first} und {second} dieselbe Person?</translation>
    </message>
    <message>
        <source>All pictures of {first} ({count}) then belong to {second}, and the name {first} is given up. This can be undone.</source>
        <translation>Alle Bilder von {first} ({count}) gehören dann zu {second}, und der Name {first} entfällt. Das lässt sich rückgängig machen.</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Zusammenführen</translation>
    </message>
    <message>
        <source>{name} is the same person as</source>
        <translation>{name} ist dieselbe Person wie</translation>
    </message>
    <message>
        <source>Colour of {name}</source>
        <translation>Farbe von {name}</translation>
    </message>
    <message>
        <source>Pictures of people</source>
        <translation>Bilder von Personen</translation>
    </message>
    <message>
        <source>Pictures ({patterns})</source>
        <translation>Bilder ({patterns})</translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation>Ordner mit Bildern</translation>
    </message>
</context><context>
    <name>ProblemSteps</name>
    <message>
        <source>Older problem</source>
        <translation>Älteres Problem</translation>
    </message>
    <message>
        <source>Newer problem</source>
        <translation>Neueres Problem</translation>
    </message>
    <message>
        <source>Close all</source>
        <translation>Alle schließen</translation>
    </message>
    <message>
        <source>Close all problems</source>
        <translation>Alle Probleme schließen</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>noch {count}</translation>
    </message>
    <message>
        <source>Problem {number} of {count}</source>
        <translation>Problem {number} von {count}</translation>
    </message>
</context><context>
    <name>Problems</name>
    <message>
        <source>Something went wrong that nobody expected</source>
        <translation>Etwas Unerwartetes ist schiefgegangen</translation>
    </message>
    <message>
        <source>{kind}: {message}. You can go on; please report it.</source>
        <translation>{kind}: {message}. Sie können weitermachen; bitte melden Sie den Fehler.</translation>
    </message>
    <message>
        <source>Pictures that are not used: {count}</source>
        <translation>Bilder, die nicht verwendet werden: {count}</translation>
    </message>
    <message>
        <source>The source broke off</source>
        <translation>Die Quelle ist abgebrochen</translation>
    </message>
    <message>
        <source>The source cannot be opened</source>
        <translation>Die Quelle lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>This face cannot be enrolled</source>
        <translation>Dieses Gesicht lässt sich nicht aufnehmen</translation>
    </message>
    <message>
        <source>The gallery cannot be used or changed like this</source>
        <translation>Die Galerie lässt sich so nicht benutzen oder ändern</translation>
    </message>
    <message>
        <source>The model cannot be loaded</source>
        <translation>Das Modell lässt sich nicht laden</translation>
    </message>
    <message>
        <source>The device cannot be used</source>
        <translation>Das Gerät lässt sich nicht benutzen</translation>
    </message>
    <message>
        <source>This cannot be written</source>
        <translation>Das lässt sich nicht schreiben</translation>
    </message>
    <message>
        <source>A setting cannot be used</source>
        <translation>Eine Einstellung ist nicht verwendbar</translation>
    </message>
    <message>
        <source>This does not work</source>
        <translation>Das geht nicht</translation>
    </message>
</context><context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Figures over the picture from the start</source>
        <translation>&amp;Messwerte über dem Bild von Anfang an</translation>
    </message>
    <message>
        <source>The start page shows it first. 0 is the first one.</source>
        <translation>Die Startseite zeigt sie zuerst. 0 ist die erste.</translation>
    </message>
    <message>
        <source>Follow faces (fast)</source>
        <translation>Gesichter verfolgen (schnell)</translation>
    </message>
    <message>
        <source>Every frame alone (slow, exact)</source>
        <translation>Jedes Bild für sich (langsam, exakt)</translation>
    </message>
    <message>
        <source>Two passes (files only)</source>
        <translation>Zwei Durchgänge (nur Dateien)</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>&amp;Durchsuchen…</translation>
    </message>
    <message>
        <source> pixels</source>
        <translation> Pixel</translation>
    </message>
    <message>
        <source>Smaller faces are found with more computation.</source>
        <translation>Kleinere Gesichter zu finden kostet mehr Rechenzeit.</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Aussehen</translation>
    </message>
    <message>
        <source>&amp;Camera</source>
        <translation>&amp;Kamera</translation>
    </message>
    <message>
        <source>Recognition</source>
        <translation>Erkennung</translation>
    </message>
    <message>
        <source>&amp;Mode</source>
        <translation>&amp;Verfahren</translation>
    </message>
    <message>
        <source>M&amp;odel</source>
        <translation>M&amp;odell</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>&amp;Gerät</translation>
    </message>
    <message>
        <source>&amp;Smallest face</source>
        <translation>K&amp;leinstes Gesicht</translation>
    </message>
    <message>
        <source>&amp;Processor cores</source>
        <translation>&amp;Prozessorkerne</translation>
    </message>
    <message>
        <source>{device} is not there; choose another device.</source>
        <translation>{device} ist nicht vorhanden; wählen Sie ein anderes Gerät.</translation>
    </message>
    <message>
        <source>Weights of a model</source>
        <translation>Gewichte eines Modells</translation>
    </message>
    <message>
        <source>Weights ({pattern})</source>
        <translation>Gewichte ({pattern})</translation>
    </message>
    <message>
        <source>Use these settings and open the gallery anew?</source>
        <translation>Diese Einstellungen verwenden und die Galerie neu öffnen?</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>The fastest there is</source>
        <translation>Das schnellste vorhandene</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>Prozessor (CPU)</translation>
    </message>
</context><context>
    <name>Spinner</name>
    <message>
        <source>Busy</source>
        <translation>Beschäftigt</translation>
    </message>
</context><context>
    <name>StartPage</name>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Open a video or picture…</source>
        <translation>Video oder Bild öffnen…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>Opened before</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translation>Aus der Liste entfernen</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Suche nach Kameras…</translation>
    </message>
    <message>
        <source>No camera found.</source>
        <translation>Keine Kamera gefunden.</translation>
    </message>
    <message>
        <source>Who is on screen? Videos, cameras and streams, by name.</source>
        <translation>Wer ist zu sehen? Videos, Kameras und Streams, mit Namen.</translation>
    </message>
    <message>
        <source>or drop a video here; pictures of people go to the gallery</source>
        <translation>oder legen Sie hier ein Video ab; Bilder von Personen gehören in die Galerie</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>Kameras</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
</context><context>
    <name>StatusLine</name>
    <message>
        <source>Device and model</source>
        <translation>Gerät und Modell</translation>
    </message>
</context><context>
    <name>StreamDialog</name>
    <message>
        <source>Open a stream</source>
        <translation>Stream öffnen</translation>
    </message>
</context><context>
    <name>ThresholdPanel</name>
    <message>
        <source>The value this model was measured with: {threshold}</source>
        <translation>Der Wert, mit dem dieses Modell vermessen wurde: {threshold}</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Threshold as a number</source>
        <translation>Schwelle als Zahl</translation>
    </message>
    <message>
        <source>The similarity that a usual face needs for a name. A face that resembles many people needs more.</source>
        <translation>Die Ähnlichkeit, die ein gewöhnliches Gesicht für einen Namen braucht. Ein Gesicht, das vielen ähnelt, braucht mehr.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Calibrate on this clip…</source>
        <translation>Am Video eichen…</translation>
    </message>
    <message>
        <source>Take the threshold from a clip in which nobody is enrolled.</source>
        <translation>Die Schwelle aus einem Video bestimmen, in dem niemand Bekanntes vorkommt.</translation>
    </message>
    <message>
        <source>Least lead over the second best</source>
        <translation>Kleinster Vorsprung vor dem Zweitbesten</translation>
    </message>
    <message>
        <source>The best person must be this much more similar than the next one.</source>
        <translation>Um so viel ähnlicher muss die beste Person sein als die nächste.</translation>
    </message>
    <message>
        <source>A name at most once per picture</source>
        <translation>Ein Name höchstens einmal pro Bild</translation>
    </message>
    <message>
        <source>Switch it off for mirrors, screens and collages.</source>
        <translation>Bei Spiegeln, Bildschirmen und Collagen ausschalten.</translation>
    </message>
    <message>
        <source>&amp;Threshold</source>
        <translation>&amp;Schwelle</translation>
    </message>
    <message>
        <source>&amp;Lead over the second best</source>
        <translation>&amp;Vorsprung vor dem Zweiten</translation>
    </message>
    <message>
        <source>Is it certain that nobody in this clip is enrolled?</source>
        <translation>Kommt in diesem Video sicher niemand Bekanntes vor?</translation>
    </message>
    <message>
        <source>The threshold is set just above the most similar face seen in this session, so that none of these strangers would get a name. If somebody in the clip is enrolled, it becomes far too high.</source>
        <translation>Die Schwelle wird knapp über das ähnlichste Gesicht dieser Sitzung gesetzt, sodass keiner dieser Fremden einen Namen bekäme. Kommt doch jemand Bekanntes vor, wird sie viel zu hoch.</translation>
    </message>
    <message>
        <source>Nobody is enrolled</source>
        <translation>Niemand ist bekannt</translation>
    </message>
    <message>
        <source>The model is being loaded.</source>
        <translation>Das Modell wird geladen.</translation>
    </message>
    <message>
        <source>Nobody is enrolled, so nobody gets a name.</source>
        <translation>Niemand ist aufgenommen, also bekommt niemand einen Namen.</translation>
    </message>
    <message>
        <source>With one person enrolled</source>
        <translation>Bei einer bekannten Person</translation>
    </message>
    <message>
        <source>With {count} people enrolled</source>
        <translation>Bei {count} bekannten Personen</translation>
    </message>
    <message>
        <source>{people}, nothing is known about how many strangers get a name.</source>
        <translation>{people} ist nicht bekannt, wie viele Fremde einen Namen bekommen.</translation>
    </message>
    <message>
        <source>{people}, fewer than 1 in {most} strangers get a name.</source>
        <translation>{people} bekommt weniger als 1 von {most} Fremden einen Namen.</translation>
    </message>
    <message>
        <source>{people}, more than 1 in {least} strangers get a name.</source>
        <translation>{people} bekommt mehr als 1 von {least} Fremden einen Namen.</translation>
    </message>
    <message>
        <source>{people}, between 1 in {least} and 1 in {most} strangers get a name.</source>
        <translation>{people} bekommen zwischen 1 von {least} und 1 von {most} Fremden einen Namen.</translation>
    </message>
</context><context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>{name}: {start} to {end}</source>
        <translation>{name}: {start} bis {end}</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
</context><context>
    <name>TransportBar</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>live  {time}</source>
        <translation>live  {time}</translation>
    </message>
</context><context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context><context>
    <name>UnexpectedErrors</name>
    <message>
        <source>Something went wrong that nobody expected</source>
        <translation>Etwas Unerwartetes ist schiefgegangen</translation>
    </message>
    <message>
        <source>{kind}: {message}. You can go on; please report it.</source>
        <translation>{kind}: {message}. Sie können weitermachen; bitte melden Sie den Fehler.</translation>
    </message>
</context><context>
    <name>UnknownModel</name>
    <message>
        <source>Like nobody known</source>
        <translation>Niemandem ähnlich</translation>
    </message>
    <message>
        <source>{name}?</source>
        <translation>{name}?</translation>
    </message>
    <message>
        <source>{time}, from {start}</source>
        <translation>{time}, ab {start}</translation>
    </message>
    <message>
        <source>similarity {similarity}</source>
        <translation>Ähnlichkeit {similarity}</translation>
    </message>
    <message>
        <source>1 appearance, first at {time}</source>
        <translation>1 Auftritt, zuerst bei {time}</translation>
    </message>
    <message>
        <source>{count} appearances, first at {time}</source>
        <translation>{count} Auftritte, zuerst bei {time}</translation>
    </message>
</context><context>
    <name>UnknownPanel</name>
    <message>
        <source>Unknown people</source>
        <translation>Unbekannte Personen</translation>
    </message>
    <message>
        <source>No unknown faces</source>
        <translation>Keine unbekannten Gesichter</translation>
    </message>
    <message>
        <source>People without a name gather here while a video plays.</source>
        <translation>Hier sammeln sich Personen ohne Namen, während ein Video läuft.</translation>
    </message>
    <message>
        <source>&amp;Who is this?</source>
        <translation>&amp;Wer ist das?</translation>
    </message>
    <message>
        <source>Name, then Enter</source>
        <translation>Name, dann Eingabetaste</translation>
    </message>
    <message>
        <source>Go to the first sight</source>
        <translation>Zum ersten Auftritt</translation>
    </message>
    <message>
        <source>Go to where this face was first seen</source>
        <translation>Dorthin, wo dieses Gesicht zuerst zu sehen war</translation>
    </message>
    <message>
        <source>It is {name}</source>
        <translation>Es ist {name}</translation>
    </message>
    <message>
        <source>Not {name}</source>
        <translation>Nicht {name}</translation>
    </message>
</context></TS>
