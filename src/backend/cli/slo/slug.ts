/** RFC 1123, which every OpenSLO tool takes. */
const MAX_CHARACTERS = 63;

/** Texts as names of objects: lower-case letters, digits and hyphens; a number behind what would be the same. */
export function uniqueSlugs(texts: readonly string[]): string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    const base = slugOf(text, MAX_CHARACTERS);
    let slug = base;
    for (let count = 2; taken.has(slug); count += 1) {
      const suffix = `-${count}`;
      slug = `${slugOf(text, MAX_CHARACTERS - suffix.length)}${suffix}`;
    }
    taken.add(slug);
    return slug;
  });
}

function slugOf(text: string, maxCharacters: number): string {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, maxCharacters)
    .replace(/-$/, '');
  return slug === '' ? 'slo' : slug;
}
