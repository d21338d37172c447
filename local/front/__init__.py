"""The one address of pages and API on one machine; on AWS, CloudFront with infra/edge.yaml does the same."""
