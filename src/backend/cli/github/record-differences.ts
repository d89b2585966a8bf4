import type { RecordImage } from '../../sync/records/rederive-all';

/** How records differ, a line for each that does: `acme/shop#12: deployment_outcome failed → successful`. */
export function recordDifferences(
  before: ReadonlyMap<string, RecordImage>,
  after: ReadonlyMap<string, RecordImage>
): readonly string[] {
  const ids = [...new Set([...before.keys(), ...after.keys()])].toSorted((a, b) =>
    a.localeCompare(b, 'en', { numeric: true })
  );
  return ids.flatMap((id) => {
    const [old, now] = [before.get(id), after.get(id)];
    if (old === undefined) {
      return `${id}: new`;
    }
    if (now === undefined) {
      return `${id}: gone`;
    }
    const changes = Object.keys(now).flatMap((column) =>
      old[column] === now[column] ? [] : `${column} ${old[column] ?? 'none'} → ${now[column] ?? 'none'}`
    );
    return changes.length === 0 ? [] : `${id}: ${changes.join(', ')}`;
  });
}
