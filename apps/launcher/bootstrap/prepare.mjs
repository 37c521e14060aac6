// `npm run build`: makes all that `npm start` makes before it starts anything, for starting the programs one by one.
import { buildPages, generateClient } from './build.mjs'
import { install } from './install.mjs'

await install()
await generateClient()
await buildPages()
