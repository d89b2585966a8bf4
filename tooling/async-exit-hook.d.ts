declare module 'async-exit-hook' {
  /** What the package has and this project needs of it. */
  const exitHook: {
    /** The process's events that it listens to. */
    hookedEvents(): string[];
    unhookEvent(event: string): void;
  };
  export default exitHook;
}
