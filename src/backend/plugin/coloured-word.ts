import type { FieldConfig } from '../frames/frame';

/** Gives the only text of a column its colour. Not by a pattern: Grafana's server reads no such mapping from a plugin. */
export function colouredWord(text: string, color: string, description: string): FieldConfig {
  return { description, mappings: [{ type: 'value', options: { [text]: { text, color, index: 0 } } }] };
}
