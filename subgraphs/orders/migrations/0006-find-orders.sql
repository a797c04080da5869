-- For searches by the end of an order's id, which people know as its number.
create index orders_by_number on orders (reverse(id::text) text_pattern_ops);

-- For searches by product.
create index order_lines_by_product on order_lines (sku, order_id);
