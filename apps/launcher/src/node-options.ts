/**
 * How Node is started for each program that has needs of its own; benchmarks start them the same way.
 *
 * Worker and collab: V8 sees that nearly everything made at a start stays, and from then on makes such objects in the
 * old generation. But those of a keystroke or a delivery are dead a moment later. With this turned off, collab stops
 * for 5 ms instead of 18 with 600 writers in 300 rooms, its slowest hundredth of acknowledgements takes half the time,
 * and a delivery costs the worker a tenth less.
 *
 * Worker: a delivery lives for a good part of a second, in which thousands of others begin. With a larger young
 * generation the collector meets it less often. The collector's helper threads wait for each other more than they help
 * on a busy machine: they took a fifth of the worker's CPU in `npm run bench -- webhooks`, and saved no time. Without
 * them it runs less often, so the heap may only double until then: 480 MB under full load instead of 680.
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
