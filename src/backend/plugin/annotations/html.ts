import { isWebAddress } from '../../../model/web-address';

/** HTML of annotations: Grafana shows title and text as sanitised HTML. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML that shows it, line breaks included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character).replace(/\r?\n/g, '<br />');
}

/** The text as a link that opens beside the dashboard; plain where there is no web address: a link must not run a script. */
export function linkHtml(text: string, url: string | null): string {
  return url !== null && isWebAddress(url)
    ? `<a href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer">${escapeHtml(text)}</a>`
    : escapeHtml(text);
}
