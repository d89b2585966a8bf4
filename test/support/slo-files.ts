/** OpenSLO files for tests, from what matters to them. */

export interface OpenSloSpec {
  readonly name?: string;
  readonly service?: string;
  /** Lines in place of those with the same key, at any depth; null takes a line away. */
  readonly replace?: Readonly<Record<string, string | null>>;
}

/** One SLO as a document, a field a line. */
export function openSlo({ name = 'uptime', service = 'Shop', replace = {} }: OpenSloSpec = {}): string {
  const lines = [
    'apiVersion: openslo/v1',
    'kind: SLO',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    `  service: ${service}`,
    '  indicatorRef: availability',
    '  timeWindow:',
    '    - duration: 30d',
    '      isRolling: true',
    '  budgetingMethod: Timeslices',
    '  objectives:',
    '    - target: 0.999',
    '      timeSliceTarget: 1',
    '      timeSliceWindow: 1m',
  ];
  return lines
    .flatMap((line) => {
      const [, indent = '', key = ''] = /^([ -]*)(\w+):/.exec(line) ?? [];
      const other = Object.hasOwn(replace, key) ? replace[key] : line.slice(indent.length);
      return other === null || other === undefined ? [] : [`${indent}${other}`];
    })
    .join('\n');
}
