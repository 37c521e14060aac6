export { checkTransformation } from './check-transformation.ts'
export { createTransformer, type Transformer } from './transformer.ts'
