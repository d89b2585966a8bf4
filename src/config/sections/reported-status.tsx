import { createContext, useContext, useEffect, useId, useMemo, useState } from 'react';

import type { SectionStatus } from './section-status';

/**
 * What stands inside a section tells how it stands, and the section shows that beside its title, open or folded.
 * The same way a tab learns from its sections.
 */

type Report = (id: string, status: SectionStatus | null) => void;

/** Null where nobody listens, as in a drawer. */
export const ReportContext = createContext<Report | null>(null);

/** Tells the section around it how something stands; null: nothing to tell. */
export function useReportedStatus(status: SectionStatus | null): void {
  const report = useContext(ReportContext);
  const id = useId();
  const tone = status?.tone;
  const text = status?.text;
  useEffect(() => {
    if (report !== null && tone !== undefined && text !== undefined) {
      report(id, { tone, text });
      return () => report(id, null);
    }
    return undefined;
  }, [report, id, tone, text]);
}

/** What is reported within, each text once, and what to hand to `ReportContext.Provider`. */
export function useReports(): { readonly reported: readonly SectionStatus[]; readonly report: Report } {
  const [byId, setById] = useState<ReadonlyMap<string, SectionStatus>>(new Map());
  const report = useMemo<Report>(
    () => (id, status) =>
      setById((before) => {
        const after = new Map(before);
        if (status === null) {
          after.delete(id);
        } else {
          after.set(id, status);
        }
        return after;
      }),
    []
  );
  const reported = useMemo(() => distinct([...byId.values()]), [byId]);
  return { reported, report };
}

/** Each text once. */
export function distinct(statuses: readonly SectionStatus[]): SectionStatus[] {
  return [...new Map(statuses.map((status) => [status.text, status])).values()];
}
