/** Pages of a list by cursors, as GitHub gives them: a cursor is the place of an item, not a count. */

interface PageArguments {
  readonly first?: number;
  readonly after?: string | null;
}

export interface Connection<T> {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly T[];
}

/** An error as GitHub's GraphQL gives it, with a `type`. */
export class GraphqlError extends Error {
  constructor(
    readonly type: string,
    message: string
  ) {
    super(message);
  }
}

/**
 * @param items in the order of the list
 * @param placeOf an item's place; greater the further back in the list
 * @throws GraphqlError as GitHub for a wrong cursor or size
 */
export function pageOf<T>(
  items: readonly T[],
  placeOf: (item: T) => number,
  { first, after }: PageArguments
): Connection<T> {
  if (first === undefined || first < 1 || first > 100) {
    throw new GraphqlError('EXCESSIVE_PAGINATION', 'You must ask for 1 to 100 records by `first`.');
  }
  const start = !after ? 0 : startAfter(items, placeOf, after);
  const nodes = items.slice(start, start + first);
  const last = nodes.at(-1);
  return {
    totalCount: items.length,
    pageInfo: {
      hasNextPage: start + first < items.length,
      endCursor: last === undefined ? null : cursorOf(placeOf(last)),
    },
    nodes,
  };
}

function cursorOf(place: number): string {
  return Buffer.from(`cursor:v2:${place}`).toString('base64');
}

function startAfter<T>(items: readonly T[], placeOf: (item: T) => number, cursor: string): number {
  const place = /^cursor:v2:(-?[\d.]+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (place === undefined) {
    throw new GraphqlError('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);
  }
  const index = items.findIndex((item) => placeOf(item) > Number(place));
  return index === -1 ? items.length : index;
}
