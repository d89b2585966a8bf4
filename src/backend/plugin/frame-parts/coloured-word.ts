import { colouredWords } from '../../frames/colours';
import type { FieldConfig } from '../../frames/frame';

/** Gives the only text of a column its colour. */
export function colouredWord(text: string, color: string, description: string): FieldConfig {
  return { description, ...colouredWords([text, text, color]) };
}
