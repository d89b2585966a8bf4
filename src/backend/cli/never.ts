/** For work that nothing cuts off: a command ends by a signal to its process. */
export const NEVER = new AbortController().signal;
