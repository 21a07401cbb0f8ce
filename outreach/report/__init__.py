"""The picture of a campaign: figures from the record, charts of them, as a page, a PDF and a workbook."""
