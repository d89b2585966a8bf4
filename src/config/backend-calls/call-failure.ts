import { z } from 'zod';

/** Why a call of the backend failed. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  /** The field of an SLO that is wrong, null where it is none of them. */
  readonly field: string | null;
  /** True where somebody else edited the SLO since it was read. */
  readonly stale: boolean;

  /** @param message says what happened and what to do */
  constructor(message: string, { field = null, stale = false }: { field?: string | null; stale?: boolean } = {}) {
    super(message);
    this.field = field;
    this.stale = stale;
  }
}

/** What Grafana's client rejects with; our own words are in `data`. */
const rejectionSchema = z.object({
  status: z.number(),
  data: z.object({ message: z.string().min(1), field: z.string().optional() }),
});
const statusSchema = z.object({ status: z.number() });

/** Puts any failure of a call into words. */
export function failureOf(error: unknown): CallFailure {
  if (error instanceof CallFailure) {
    return error;
  }
  if (error instanceof z.ZodError) {
    return new CallFailure(
      'The backend answered in a form this page does not know. ' +
        'Restart Grafana so that both halves of the plugin are of one version.'
    );
  }
  const rejection = rejectionSchema.safeParse(error);
  if (rejection.success) {
    const { status, data } = rejection.data;
    const field = fieldOf(data.field);
    return new CallFailure(data.message, { field, stale: status === 409 && field === null });
  }
  const { data: answer } = statusSchema.safeParse(error);
  if (answer !== undefined) {
    return new CallFailure(
      `Grafana answered with status ${answer.status}. Save and test the data source, then try again.`
    );
  }
  const reason = error instanceof Error && error.message !== '' ? ` (${error.message})` : '';
  return new CallFailure(`Grafana did not answer${reason}. Check your connection and try again.`);
}

/** An edit's definition is one field of its body; its revision is none of the definition's. */
function fieldOf(field: string | undefined): string | null {
  const name = field?.replace(/^definition\./, '') ?? '';
  return name === '' || name === 'definition' || name === 'revision' ? null : name;
}
