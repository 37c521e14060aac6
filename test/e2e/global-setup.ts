/** Builds the pages, which the product of each worker would do otherwise, at the same moment. */
import { buildPages } from '../../apps/launcher/bootstrap/build.mjs'

export default buildPages
