package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The schema takes what the reader takes. */
class SchemaTest {
  private static final String XS = XMLConstants.W3C_XML_SCHEMA_NS_URI;
  private static final Schema SCHEMA = schema();

  static List<Path> good() {
    return Fixtures.named(".good.xml");
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodFile_isValid(Path file) {
    assertThat(accepts(Fixtures.read(file))).isTrue();
  }

  @Test
  void elements_haveTheReadersAttributes() throws Exception {
    var attributes = new HashMap<String, Set<String>>();
    var required = new HashMap<String, Set<String>>();
    var types = types();
    types.forEach((name, type) -> {
      attributes.put(name, attributes(type, false));
      required.put(name, attributes(type, true));
    });
    for (var shape : Shape.ALL) {
      assertThat(attributes.get(shape.name()))
          .as(shape.name())
          .containsExactlyInAnyOrderElementsOf(shape.attributes());
      assertThat(required.get(shape.name()))
          .as(shape.name())
          .containsExactlyInAnyOrderElementsOf(shape.required());
    }
    assertThat(types).hasSameSizeAs(Shape.ALL);
  }

  @Test
  void alertTypes_areTheReaders() throws Exception {
    assertThat(values(Objects.requireNonNull(types().get("alert")), "type"))
        .isEqualTo(LimitType.names());
  }

  static boolean accepts(byte[] xml) {
    try {
      var validator = SCHEMA.newValidator();
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      validator.validate(new StreamSource(new ByteArrayInputStream(xml)));
      return true;
    } catch (SAXException e) {
      return false;
    } catch (IOException e) {
      // Bytes that are no text reach us as an I/O error.
      return false;
    }
  }

  private static Schema schema() {
    try {
      var factory = SchemaFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory.newSchema(FleetFile.class.getResource("fleet.xsd"));
    } catch (SAXException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Element> types() throws Exception {
    var types = new HashMap<String, Element>();
    var found = document().getElementsByTagNameNS(XS, "complexType");
    for (int i = 0; i < found.getLength(); i++) {
      var type = (Element) found.item(i);
      types.put(type.getAttribute("name"), type);
    }
    return types;
  }

  private static Document document() throws Exception {
    var factory = DocumentBuilderFactory.newDefaultNSInstance();
    try (var in = Objects.requireNonNull(FleetFile.class.getResourceAsStream("fleet.xsd"))) {
      return factory.newDocumentBuilder().parse(in);
    }
  }

  private static Set<String> attributes(Element type, boolean onlyRequired) {
    var names = new HashSet<String>();
    var found = type.getElementsByTagNameNS(XS, "attribute");
    for (int i = 0; i < found.getLength(); i++) {
      var attribute = (Element) found.item(i);
      if (!onlyRequired || attribute.getAttribute("use").equals("required")) {
        names.add(attribute.getAttribute("name"));
      }
    }
    var groups = type.getElementsByTagNameNS(XS, "attributeGroup");
    if (groups.getLength() > 0) {
      var all = type.getOwnerDocument().getElementsByTagNameNS(XS, "attributeGroup");
      for (int i = 0; i < all.getLength(); i++) {
        var group = (Element) all.item(i);
        if (group.getAttribute("name").equals(((Element) groups.item(0)).getAttribute("ref"))) {
          names.addAll(attributes(group, onlyRequired));
        }
      }
    }
    return names;
  }

  private static List<String> values(Element type, String attribute) {
    var found = type.getElementsByTagNameNS(XS, "attribute");
    for (int i = 0; i < found.getLength(); i++) {
      var element = (Element) found.item(i);
      if (element.getAttribute("name").equals(attribute)) {
        var values = element.getElementsByTagNameNS(XS, "enumeration");
        return IntStream.range(0, values.getLength())
            .mapToObj(n -> ((Element) values.item(n)).getAttribute("value"))
            .toList();
      }
    }
    return List.of();
  }
}
