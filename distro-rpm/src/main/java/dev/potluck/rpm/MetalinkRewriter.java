package dev.potluck.rpm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

import javax.xml.namespace.QName;
import javax.xml.stream.XMLEventFactory;
import javax.xml.stream.XMLEventReader;
import javax.xml.stream.XMLEventWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.events.Attribute;
import javax.xml.stream.events.StartElement;
import javax.xml.stream.events.XMLEvent;

/** Copies a metalink, but for the URLs of repomd.xml: there is one in place of all. */
final class MetalinkRewriter {
    private static final XMLEventFactory EVENTS = XMLEventFactory.newDefaultFactory();

    private final String url;
    private boolean inRepomd;
    private boolean isWritten;

    /** @param url of repomd.xml at the one mirror */
    MetalinkRewriter(String url) {
        this.url = url;
    }

    /** @throws IOException if the content is no XML */
    void rewrite(byte[] content, OutputStream target) throws IOException {
        try {
            XMLEventReader reader = XmlScanner.factory()
                    .createXMLEventReader(new GuardedReader(new InputStreamReader(
                            new ByteArrayInputStream(content), StandardCharsets.UTF_8)));
            XMLEventWriter writer = XMLOutputFactory.newDefaultFactory()
                    .createXMLEventWriter(target, StandardCharsets.UTF_8.name());
            while (reader.hasNext()) {
                copy(reader, reader.nextEvent(), writer);
            }
            writer.flush();
        } catch (XMLStreamException e) {
            throw new IOException("the metalink cannot be written anew: " + e.getMessage(), e);
        }
    }

    private void copy(XMLEventReader reader, XMLEvent event, XMLEventWriter writer)
            throws XMLStreamException {
        if (event.isStartElement() && isReplaced(event.asStartElement())) {
            if (event.asStartElement().getName().getLocalPart().equals("url") && !isWritten) {
                write(event.asStartElement(), writer);
                isWritten = true;
            }
            skip(reader);
            return;
        }
        if (event.isStartElement() && isFile(event.asStartElement().getName())) {
            Attribute name = event.asStartElement().getAttributeByName(new QName("name"));
            inRepomd = name != null && name.getValue().equals(RpmPath.REPOMD);
        }
        writer.add(event);
    }

    private static boolean isFile(QName name) {
        return name.getLocalPart().equals("file");
    }

    private boolean isReplaced(StartElement element) {
        String name = element.getName().getLocalPart();
        return inRepomd && (name.equals("url") || name.equals("metaurl"));
    }

    /** In the words of the version: only version 4 knows priorities. */
    private void write(StartElement like, XMLEventWriter writer) throws XMLStreamException {
        QName name = like.getName();
        boolean isVersion4 = like.getAttributeByName(new QName("preference")) == null
                && like.getAttributeByName(new QName("protocol")) == null;
        List<Attribute> attributes = isVersion4
                ? List.of(EVENTS.createAttribute("priority", "1"))
                : List.of(
                        EVENTS.createAttribute("protocol", "http"),
                        EVENTS.createAttribute("type", "http"),
                        EVENTS.createAttribute("preference", "100"));
        writer.add(EVENTS.createStartElement(
                name, attributes.iterator(), Collections.emptyIterator()));
        writer.add(EVENTS.createCharacters(url));
        writer.add(EVENTS.createEndElement(name, Collections.emptyIterator()));
    }

    private static void skip(XMLEventReader reader) throws XMLStreamException {
        int depth = 1;
        while (depth > 0 && reader.hasNext()) {
            XMLEvent event = reader.nextEvent();
            depth += event.isStartElement() ? 1 : event.isEndElement() ? -1 : 0;
        }
    }
}
