/**
 * Measuring time with little noise.
 *
 * @module
 */

/**
 * Nanoseconds per call of `run`, as in the fastest of many rounds: what else the
 * machine does can only add to it. Each round is long enough for the clock.
 */
export function nanosecondsPer(run, { rounds = 25, roundMs = 8 } = {}) {
  let calls = 1;
  while (timeOf(run, calls) < roundMs) calls *= 2;
  const times = Array.from({ length: rounds }, () => timeOf(run, calls) / calls);
  return Math.min(...times) * 1e6;
}

function timeOf(run, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; call += 1) run();
  return performance.now() - start;
}
