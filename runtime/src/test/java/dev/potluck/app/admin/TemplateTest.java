package dev.potluck.app.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

final class TemplateTest {
    @Test
    void fill_value_isEscaped() {
        assertThat(new Template("<a title=\"{{x}}\">{{x}}</a>").fill(Map.of("x", "<'&\">")))
                .isEqualTo("<a title=\"&lt;&#39;&amp;&quot;&gt;\">&lt;&#39;&amp;&quot;&gt;</a>");
    }

    @Test
    void fill_valueLikeATag_isNotFilledAgain() {
        assertThat(new Template("{{x}}").fill(Map.of("x", "{{y}}"))).isEqualTo("{{y}}");
    }

    @Test
    void fill_list_repeatsWithInnerNamesFirst() {
        Template template = new Template("{{#xs}}[{{n}}{{o}}]{{/xs}}{{^xs}}none{{/xs}}");
        assertThat(template.fill(Map.of(
                        "o", "-", "n", "outer", "xs", List.of(Map.of("n", 1), Map.of("o", "+")))))
                .isEqualTo("[1-][outer+]");
        assertThat(template.fill(Map.of("xs", List.of()))).isEqualTo("none");
    }

    @Test
    void fill_boolean_choosesASide() {
        Template template = new Template("{{#b}}yes{{/b}}{{^b}}no{{/b}}");
        assertThat(template.fill(Map.of("b", true))).isEqualTo("yes");
        assertThat(template.fill(Map.of("b", false))).isEqualTo("no");
    }

    @Test
    void fill_missingName_isRefused() {
        assertThatThrownBy(() -> new Template("{{x}}").fill(Map.of()))
                .hasMessageContaining("nothing is called x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{#a}}", "{{/a}}", "{{#a}}{{/b}}", "{{a", "{{}}"})
    void template_malformed_isRefused(String source) {
        assertThatThrownBy(() -> new Template(source)).isInstanceOf(IllegalArgumentException.class);
    }
}
