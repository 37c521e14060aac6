/**
 * How Node is started for each program that has needs of its own; benchmarks start them the same way.
 *
 * Worker and collab: V8 sees that nearly all of what is made at a start stays, and from then on makes such objects where
 * the old ones lie. But those of a keystroke or a delivery are dead a moment later. Told not to, collab stops for 5 ms in
 * place of 18 with 600 writers in 300 rooms, its slowest hundredth of acknowledgements comes in half the time, and a
 * delivery costs the worker a tenth less.
 *
 * Worker: a delivery lives for a good part of a second, in which thousands of others begin. With more room for what is
 * young, the collector meets it less often; and its helper threads, which on a busy machine wait for each other more
 * than they help, took a fifth of the worker's CPU in `npm run bench -- webhooks`, and gained it no time. Alone it comes
 * round less often, so that the heap may no more than double until then: 480 MB under full load in place of 680.
 */
export const nodeOptions: Readonly<Record<'web' | 'worker' | 'collab', readonly string[]>> = {
  web: [],
  worker: [
    '--no-allocation-site-pretenuring',
    '--max-semi-space-size=64',
    '--single-threaded-gc',
    '--heap-growing-percent=100',
  ],
  collab: ['--no-allocation-site-pretenuring'],
}
