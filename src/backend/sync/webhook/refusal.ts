/** What a request is refused with, as plain text for GitHub's list of deliveries. */
export interface Refusal {
  readonly status: 200 | 400 | 401 | 413;
  readonly body: string;
  readonly delivery: null;
}

export function refusal(status: Refusal['status'], message: string): Refusal {
  return { status, body: `${message}\n`, delivery: null };
}
