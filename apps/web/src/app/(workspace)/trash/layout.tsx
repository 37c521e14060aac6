export { default } from '../(documents)/layout.tsx'
