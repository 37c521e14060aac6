export { checkTransformation } from './check-transformation.ts'
export type { TransformedRequest } from './transformed-request.ts'
export { createTransformer, type TransformationResult, type Transformer } from './transformer.ts'
