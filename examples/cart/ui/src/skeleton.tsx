/** The shape of the shop, while the first state is on its way. */
export function Skeleton() {
  return (
    <div className="page" role="status" aria-label="Loading the shop">
      <main>
        <div className="bone title" />
        <ul className="products">
          {["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => (
            <li key={name}>
              <div className="product">
                <div className="bone art" />
                <div className="bone text" />
                <div className="bone text short" />
              </div>
            </li>
          ))}
        </ul>
      </main>
      <aside className="cart">
        <div className="bone title" />
        <div className="bone block" />
      </aside>
    </div>
  );
}
