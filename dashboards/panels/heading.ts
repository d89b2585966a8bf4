import { PanelBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';

/**
 * A heading that grows with the screen, which a panel's own title does not. It is as bold as the numbers
 * of a stat panel, so that their font is on its way before the first of them is known and measured.
 */
export function heading({ id, text, width, height }: HeadingFacts): PanelBuilder {
  return new PanelBuilder()
    .id(id)
    .title('')
    .transparent(true)
    .span(width)
    .height(height)
    .mode(TextMode.HTML)
    .content(
      `<h1 style="font-size: ${FONT_SIZE}; font-weight: 500; line-height: 1.1; margin: ${MARGIN} 0 0">${text}</h1>`
    );
}

interface HeadingFacts {
  readonly id: number;
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** In the middle of three of the grid's rows, and of the two that are left of them on a screen of 768 pixels. */
const MARGIN = '1.6vh';

/** Of the window's height: 38 px on a screen of 1080. */
const FONT_SIZE = '3.5vh';

/** Text in Grafana's own size, as Markdown. */
export function note(facts: { id: number; title: string; text: string; width: number; height: number }): PanelBuilder {
  const { id, title, text, width, height } = facts;
  return new PanelBuilder().id(id).title(title).span(width).height(height).mode(TextMode.Markdown).content(text);
}
