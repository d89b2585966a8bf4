import { PanelBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';

/** A heading that grows with the screen, which a panel's own title does not. */
export function heading(facts: { id: number; text: string; width: number; height: number }): PanelBuilder {
  const { id, text, width, height } = facts;
  return new PanelBuilder()
    .id(id)
    .title('')
    .transparent(true)
    .span(width)
    .height(height)
    .mode(TextMode.HTML)
    .content(`<h1 style="font-size: ${FONT_SIZE}; margin: 0.1em 0 0">${text}</h1>`);
}

/** Of the window's height: 36 px on a screen of 1080. */
const FONT_SIZE = '3.4vh';

/** Text in Grafana's own size, as Markdown. */
export function note(facts: { id: number; title: string; text: string; width: number; height: number }): PanelBuilder {
  const { id, title, text, width, height } = facts;
  return new PanelBuilder().id(id).title(title).span(width).height(height).mode(TextMode.Markdown).content(text);
}
