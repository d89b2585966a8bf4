/** A text without the slashes at its end. By index: an expression such as `\/+$` is quadratic in slashes. */
export function withoutSlashesAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') {
    end -= 1;
  }
  return text.slice(0, end);
}
