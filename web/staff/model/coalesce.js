/**
 * News comes in bursts: while one run is under way, any number of further calls become one more run after it.
 * @param {() => Promise<unknown>} work must not reject
 */
export function coalesce(work) {
  let running = null;
  let again = false;
  const run = () => {
    if (running) {
      again = true;
      return running;
    }
    running = work().finally(() => {
      running = null;
      if (again) {
        again = false;
        run();
      }
    });
    return running;
  };
  return run;
}
