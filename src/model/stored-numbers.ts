/** What is computed once and kept, and how each is called. */
export const STORED_NUMBERS = {
  downtime: { title: 'Downtime', unit: 'service' },
  gatedPeriods: { title: 'Gated periods', unit: 'service' },
  deployments: { title: 'Deployments', unit: 'day' },
  incidents: { title: 'Incidents', unit: 'day' },
} as const;

export type StoredNumbers = keyof typeof STORED_NUMBERS;
