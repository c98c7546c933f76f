// Placeholder so that the package resolves; replaced as the target grows.
